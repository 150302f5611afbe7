using System.Text.Json.Nodes;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>Stages, deletion windows, replication, listing: what needs a clock or more than one region.</summary>
public sealed class SecretLifeTests : IDisposable
{
    private readonly AwsBench aws = new();
    private int tokens;

    public void Dispose() => aws.Dispose();

    [Fact]
    public async Task A_scheduled_secret_ends_with_its_window_and_frees_its_name()
    {
        await CreateAsync("n");
        await aws.OkAsync("DeleteSecret", """{"SecretId":"n","RecoveryWindowInDays":7}""");
        await aws.Clock.AdvanceAsync(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Contains("marked for deletion", await aws.ErrorAsync("GetSecretValue", """{"SecretId":"n"}"""));

        await aws.Clock.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Contains("can't find the specified secret.", await aws.ErrorAsync("DescribeSecret", """{"SecretId":"n"}"""));
        await CreateAsync("n");
    }

    [Fact]
    public async Task A_name_that_looks_like_a_full_ARN_is_not_found_by_its_partial_ARN()
    {
        var arn = (await CreateAsync("a-b1c2d3"))["ARN"]!.ToString();

        Assert.Contains("can't find", await aws.ErrorAsync("DescribeSecret", $$"""{"SecretId":"{{arn[..^7]}}"}"""));
        Assert.Equal(arn, (await aws.OkAsync("DescribeSecret", $$"""{"SecretId":"{{arn}}"}"""))["ARN"]!.ToString());
    }

    [Fact]
    public async Task AWSCURRENT_cannot_be_taken_off()
    {
        var version = (await CreateAsync("n"))["VersionId"]!.ToString();

        Assert.Equal(
            "400 InvalidParameterException: You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.",
            await aws.ErrorAsync("UpdateSecretVersionStage", $$"""{"SecretId":"n","VersionStage":"AWSCURRENT","RemoveFromVersionId":"{{version}}"}"""));
    }

    [Fact]
    public async Task More_than_a_hundred_young_versions_are_refused_and_old_ones_purged()
    {
        await CreateAsync("n");
        for (var i = 1; i < 100; i++)
        {
            await PutAsync("n", $"v{i}");
        }

        Assert.Contains("LimitExceededException", await aws.ErrorAsync("PutSecretValue", Put("n", "one more")));
        await aws.Clock.AdvanceAsync(TimeSpan.FromDays(1));
        await PutAsync("n", "next day");

        var listed = await aws.OkAsync("ListSecretVersionIds", """{"SecretId":"n","IncludeDeprecated":true}""");
        Assert.Equal(3, listed["Versions"]!.AsArray().Count);
    }

    [Fact]
    public async Task LastAccessedDate_is_midnight()
    {
        await CreateAsync("n");
        await aws.OkAsync("GetSecretValue", """{"SecretId":"n"}""");

        var seconds = (await aws.OkAsync("DescribeSecret", """{"SecretId":"n"}"""))["LastAccessedDate"]!.GetValue<double>();
        Assert.Equal(DateTimeOffset.Parse("2026-01-01T00:00:00Z").ToUnixTimeSeconds(), seconds);
    }

    [Fact]
    public async Task Pages_continue_after_a_position_and_foreign_tokens_fail()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await CreateAsync(name);
        }

        var first = await aws.OkAsync("ListSecrets", """{"MaxResults":1}""");
        var token = first["NextToken"]!.ToString();
        await aws.OkAsync("DeleteSecret", """{"SecretId":"a","ForceDeleteWithoutRecovery":true}""");

        var second = await aws.OkAsync("ListSecrets", $$"""{"MaxResults":1,"NextToken":"{{token}}"}""");
        Assert.Equal("b", second["SecretList"]![0]!["Name"]!.ToString());
        Assert.Contains("InvalidNextTokenException", await aws.ErrorAsync("ListSecrets", $$"""{"SortOrder":"desc","NextToken":"{{token}}"}"""));
        Assert.Contains("InvalidNextTokenException", await aws.ErrorAsync("ListSecrets", """{"NextToken":"junk"}"""));
    }

    [Fact]
    public async Task Replicas_follow_their_primary_until_promoted()
    {
        await CreateAsync("n");
        await aws.OkAsync("ReplicateSecretToRegions", """{"SecretId":"n","AddReplicaRegions":[{"Region":"eu-west-1"}]}""");
        await PutAsync("n", "second");

        var (_, copy) = await aws.CallAsync("GetSecretValue", """{"SecretId":"n"}""", region: "eu-west-1");
        Assert.Equal("second", copy["SecretString"]!.ToString());
        var (status, _) = await aws.CallAsync("PutSecretValue", Put("n", "x"), region: "eu-west-1");
        Assert.Equal(400, status);

        await aws.CallAsync("StopReplicationToReplica", """{"SecretId":"n"}""", region: "eu-west-1");
        (status, _) = await aws.CallAsync("PutSecretValue", Put("n", "x"), region: "eu-west-1");
        Assert.Equal(200, status);
        Assert.False((await aws.OkAsync("DescribeSecret", """{"SecretId":"n"}""")).ContainsKey("ReplicationStatus"));
    }

    private string Token() => $"00000000-0000-0000-0000-{++tokens:D12}";

    private string Put(string id, string value) =>
        $$"""{"SecretId":"{{id}}","SecretString":"{{value}}","ClientRequestToken":"{{Token()}}"}""";

    private Task<JsonObject> PutAsync(string id, string value) => aws.OkAsync("PutSecretValue", Put(id, value));

    private Task<JsonObject> CreateAsync(string name) => aws.OkAsync(
        "CreateSecret", $$"""{"Name":"{{name}}","SecretString":"first","ClientRequestToken":"{{Token()}}"}""");
}
