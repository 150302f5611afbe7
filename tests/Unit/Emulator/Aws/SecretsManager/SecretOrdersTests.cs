using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>Every order and filter, page by page while secrets come, change and go, against a plain sort of them all.</summary>
public sealed class SecretOrdersTests
{
    private readonly OfflineAws aws = new();
    private readonly Random random = new(5);

    [Theory]
    [InlineData("created-date", "asc", null)]
    [InlineData("created-date", "desc", "team-1")]
    [InlineData("name", "asc", "team-1")]
    [InlineData("name", "desc", null)]
    [InlineData("name", "desc", "team-2")]
    [InlineData("last-changed-date", "asc", null)]
    [InlineData("last-changed-date", "desc", "team-3")]
    [InlineData("last-accessed-date", "asc", "team")]
    [InlineData("last-accessed-date", "desc", null)]
    public void Pages_hold_every_secret_once_and_in_order(string sort, string order, string? prefix)
    {
        for (var round = 0; round < 3; round++)
        {
            Disturb(150);
            var listed = Walk(sort, order, prefix);
            var whole = Sorted(sort, order, prefix);
            listed.Should().Equal(whole, "round {0}", round);
        }
    }

    [Fact]
    public void A_page_begins_behind_its_place_though_the_secret_there_is_gone()
    {
        Disturb(100);
        var all = Sorted("name", "asc", null);
        var first = Call("ListSecrets", new() { ["SortBy"] = "name", ["MaxResults"] = 5 });
        Call("DeleteSecret", new() { ["SecretId"] = all[4], ["ForceDeleteWithoutRecovery"] = true });
        var next = Call("ListSecrets", new()
        {
            ["SortBy"] = "name",
            ["MaxResults"] = 5,
            ["NextToken"] = first["NextToken"]!.DeepClone(),
        });
        Names(next).Should().Equal(all.Skip(5).Take(5));
    }

    private List<string> Walk(string sort, string order, string? prefix)
    {
        var listed = new List<string>();
        for (string? token = null; ;)
        {
            var request = new JsonObject { ["SortBy"] = sort, ["SortOrder"] = order, ["MaxResults"] = 7 };
            request.AddUnlessNull("NextToken", token);
            if (prefix is not null)
            {
                request["Filters"] = new JsonArray(new JsonObject { ["Key"] = "name", ["Values"] = new JsonArray(prefix) });
            }

            var page = Call("ListSecrets", request);
            listed.AddRange(Names(page));
            token = page.Text("NextToken");
            if (token is null)
            {
                return listed;
            }
        }
    }

    private List<string> Sorted(string sort, string order, string? prefix)
    {
        var all = new List<JsonObject>();
        string? token = null;
        do
        {
            var request = new JsonObject { ["MaxResults"] = 100 };
            request.AddUnlessNull("NextToken", token);
            var page = Call("ListSecrets", request);
            all.AddRange(page["SecretList"]!.AsArray().Select(s => s!.AsObject()));
            token = page.Text("NextToken");
        }
        while (token is not null);

        var chosen = all.Index().Where(s => prefix is null || s.Item.Required("Name").StartsWith(prefix, StringComparison.Ordinal));
        double Time(JsonObject s, string member) => s[member]?.GetValue<double>() ?? 0;
        var sorted = (sort switch
        {
            "name" => chosen.OrderBy(s => s.Item.Required("Name"), StringComparer.Ordinal).ThenBy(s => s.Index),
            "last-changed-date" => chosen.OrderBy(s => Time(s.Item, "LastChangedDate")).ThenBy(s => s.Index),
            "last-accessed-date" => chosen.OrderBy(s => Time(s.Item, "LastAccessedDate")).ThenBy(s => s.Index),
            _ => chosen.OrderBy(s => s.Index),
        }).Select(s => s.Item.Required("Name")).ToList();
        if (order == "desc")
        {
            sorted.Reverse();
        }

        return sorted;
    }

    private void Disturb(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            var name = $"team-{random.Next(1, 4)}/app-{random.Next(60)}";
            var request = new JsonObject { ["SecretId"] = name };
            try
            {
                switch (random.Next(6))
                {
                    case 0:
                        Call("GetSecretValue", request);
                        break;
                    case 1:
                        Call("UpdateSecret", new() { ["SecretId"] = name, ["Description"] = "d" });
                        break;
                    case 2:
                        Call("DeleteSecret", new() { ["SecretId"] = name, ["ForceDeleteWithoutRecovery"] = true });
                        break;
                    default:
                        Call("CreateSecret", new()
                        {
                            ["Name"] = name,
                            ["SecretString"] = "v",
                            ["ClientRequestToken"] = $"00000000-0000-4000-8000-{random.NextInt64(1L << 40):x12}",
                        });
                        break;
                }
            }
            catch (AwsException)
            {
                // There already, or not there: chance does not know.
            }

            aws.Clock.Advance(TimeSpan.FromHours(random.Next(0, 30)));
        }
    }

    private static IEnumerable<string> Names(JsonObject page) =>
        page["SecretList"]!.AsArray().Select(s => s!.AsObject().Required("Name"));

    private JsonObject Call(string operation, JsonObject request) =>
        aws.Server.Call("secretsmanager", operation, request, OfflineAws.Account, "us-east-1");
}
