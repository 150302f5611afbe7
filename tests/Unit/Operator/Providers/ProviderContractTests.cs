using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Xunit;

namespace Eso.Unit.Operator.Providers;

/// <summary>What every provider must do. A provider's own class derives from this and says how a store is filled.</summary>
public abstract class ProviderContractTests
{
    private const string Hidden = "n0b0dy-must-see-this";

    /// <summary>A client of a store that holds these texts by key.</summary>
    protected abstract Task<ISecretsClient> WithAsync(IReadOnlyDictionary<string, string> remote);

    protected abstract ISecretProvider Provider { get; }

    /// <summary>What reads a whole value where a property is always needed.</summary>
    protected virtual string WholeProperty => "";

    protected virtual bool Finds => true;

    protected virtual bool Pushes => true;

    /// <summary>Whether a pushed secret really goes when it is deleted.</summary>
    protected virtual bool Deletes => true;

    [Fact]
    public void Provider_has_a_key() => Assert.Matches("^[a-z]+$", Provider.Key);

    [Fact]
    public async Task Value_is_read_as_it_is()
    {
        await using var client = await WithAsync(new Dictionary<string, string> { ["a"] = Json("v: \"é\" <&>") });

        var read = await client.GetSecretAsync(new RemoteRef("a", "x"), default);

        Assert.True(read.Found);
        Assert.Equal("v: \"é\" <&>", read.Value.RevealText());
    }

    [Fact]
    public async Task Map_is_the_members_of_the_value()
    {
        await using var client = await WithAsync(new Dictionary<string, string> { ["a"] = """{"x":"1","y":"two"}""" });

        var read = await client.GetSecretMapAsync(new RemoteRef("a"), default);

        Assert.True(read.Found);
        Assert.Equal("1", read.Values!["x"].RevealText());
        Assert.Equal("two", read.Values["y"].RevealText());
    }

    [Fact]
    public async Task Missing_secret_is_no_failure()
    {
        await using var client = await WithAsync(new Dictionary<string, string> { ["a"] = Json("v") });

        Assert.False((await client.GetSecretAsync(new RemoteRef("never-there"), default)).Found);
        Assert.False((await client.GetSecretMapAsync(new RemoteRef("never-there"), default)).Found);
    }

    [Fact]
    public async Task Complaint_about_a_property_does_not_show_the_value()
    {
        await using var client = await WithAsync(new Dictionary<string, string> { ["a"] = Json(Hidden) });
        try
        {
            var read = await client.GetSecretAsync(new RemoteRef("a", "nope"), default);
            Assert.False(read.Found);
        }
        catch (ProviderException e)
        {
            Assert.DoesNotContain(Hidden, e.ToString(), StringComparison.Ordinal);
            Assert.Contains("nope", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Secrets_are_found_by_name()
    {
        await using var client = await WithAsync(new Dictionary<string, string>
        {
            ["one"] = Json("1"),
            ["two"] = Json("2"),
            ["other"] = Json("3"),
        });
        if (!Finds)
        {
            await Assert.ThrowsAsync<ProviderException>(() => client.GetAllSecretsAsync(ByName(".*"), default));
            return;
        }

        var found = await client.GetAllSecretsAsync(ByName("^(one|two)$"), default);
        Assert.Equal(["one", "two"], found.Keys.Order(StringComparer.Ordinal));
        var e = await Assert.ThrowsAsync<ProviderException>(() => client.GetAllSecretsAsync(ByName("("), default));
        Assert.Equal(Failure.Invalid, e.Failure);
    }

    [Fact]
    public async Task Pushed_value_is_there_until_it_is_deleted()
    {
        if (!Pushes)
        {
            return;
        }

        await using var client = await WithAsync(new Dictionary<string, string>());
        var target = new PushTarget("pushed", WholeProperty, null);
        Assert.False(await client.SecretExistsAsync(target, default));

        await client.PushSecretAsync(Push(target, "one"), default);
        await client.PushSecretAsync(Push(target, "two"), default);
        Assert.True(await client.SecretExistsAsync(target, default));
        var read = await client.GetSecretAsync(new RemoteRef("pushed", WholeProperty), default);
        Assert.Equal("two", read.Value.RevealText());

        await client.DeleteSecretAsync(target, default);
        await client.DeleteSecretAsync(target, default);
        Assert.Equal(!Deletes, await client.SecretExistsAsync(target, default));
    }

    [Fact]
    public async Task Pushing_a_key_that_is_not_there_fails()
    {
        if (!Pushes)
        {
            return;
        }

        await using var client = await WithAsync(new Dictionary<string, string>());
        var request = Push(new PushTarget("pushed", WholeProperty, null), "v") with { SecretKey = "absent" };

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.PushSecretAsync(request, default));
        Assert.Contains("absent", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Working_store_validates()
    {
        await using var client = await WithAsync(new Dictionary<string, string> { ["a"] = Json("v") });

        Assert.Equal(StoreValidation.Ready, await client.ValidateAsync(default));
    }

    [Fact]
    public async Task Many_readers_at_once_get_their_own_values()
    {
        var remote = Enumerable.Range(0, 40).ToDictionary(i => $"k{i}", i => Json($"v{i}"));
        await using var client = await WithAsync(remote);

        var reads = await Task.WhenAll(remote.Keys.Select(k => client.GetSecretAsync(new RemoteRef(k, "x"), default)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"v{i}"), reads.Select(r => r.Value.RevealText()));
    }

    private static string Json(string value) => new JsonObject { ["x"] = value }.ToJsonString();

    private static FindSpec ByName(string regexp) => new("", regexp, new Dictionary<string, string>());

    private static PushRequest Push(PushTarget target, string value) => new(
        target,
        "k",
        new Dictionary<string, SecretBytes> { ["k"] = SecretBytes.FromText(value) },
        new Dictionary<string, string>(),
        new Dictionary<string, string>());
}
