using System.Text.Json.Nodes;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>What a replica is, and what may be done with it where it is.</summary>
public sealed class ReplicaTests : IDisposable
{
    private const string Region = "eu-west-1";
    private const string Token = "00000000-0000-0000-0000-000000000001";
    private const string Policy =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"secretsmanager:GetSecretValue","Resource":"*"}]}""";

    private readonly AwsBench aws = new();

    public void Dispose() => aws.Dispose();

    [Fact]
    public async Task The_call_that_starts_a_copy_says_InProgress_and_Describe_InSync()
    {
        var made = await aws.OkAsync(
            "CreateSecret",
            $$"""{"Name":"n","SecretString":"v","ClientRequestToken":"{{Token}}","AddReplicaRegions":[{"Region":"{{Region}}"}]}""");
        await aws.CallAsync("GetSecretValue", """{"SecretId":"n"}""", region: Region);
        var told = await aws.OkAsync("DescribeSecret", """{"SecretId":"n"}""");

        Assert.Equal(
            """[{"Region":"eu-west-1","KmsKeyId":"alias/aws/secretsmanager","Status":"InProgress"}]""",
            made["ReplicationStatus"]!.ToJsonString());
        Assert.Equal(
            """[{"Region":"eu-west-1","KmsKeyId":"alias/aws/secretsmanager","Status":"InSync","StatusMessage":"Replication succeeded","LastAccessedDate":1767225600}]""",
            told["ReplicationStatus"]!.ToJsonString());
    }

    [Theory]
    [InlineData("TagResource", """ "Tags":[{"Key":"a","Value":"b"}] """)]
    [InlineData("UntagResource", """ "TagKeys":["a"] """)]
    [InlineData("PutResourcePolicy", """ "ResourcePolicy":"{}" """)]
    [InlineData("DeleteResourcePolicy", null)]
    [InlineData("UpdateSecret", """ "Description":"d" """)]
    [InlineData("CancelRotateSecret", null)]
    public async Task A_replica_is_changed_through_its_primary(string operation, string? members)
    {
        await ReplicateAsync();
        var body = $$"""{"SecretId":"n","ClientRequestToken":"{{Token}}"{{(members is null ? "" : "," + members)}}}""";
        var (status, answer) = await aws.CallAsync(operation, body, region: Region);

        Assert.Equal(400, status);
        Assert.Equal("InvalidParameterException", answer["__type"]!.ToString());
        Assert.StartsWith("Operation not permitted on a replica secret.", answer["Message"]!.ToString());
    }

    [Fact]
    public async Task Tags_and_policy_follow_the_primary_and_the_key_is_the_replicas_own()
    {
        await ReplicateAsync();
        await aws.OkAsync("TagResource", """{"SecretId":"n","Tags":[{"Key":"a","Value":"b"}]}""");
        await aws.OkAsync("PutResourcePolicy", new JsonObject { ["SecretId"] = "n", ["ResourcePolicy"] = Policy }.ToJsonString());
        aws.Server.Call("kms", "CreateAlias", new JsonObject
        {
            ["AliasName"] = "alias/own",
            ["TargetKeyId"] = aws.Server.Call("kms", "CreateKey", [], "000000000000", Region)["KeyMetadata"]!["KeyId"]!.ToString(),
        }, "000000000000", Region);
        var (status, _) = await aws.CallAsync(
            "UpdateSecret", $$"""{"SecretId":"n","KmsKeyId":"alias/own","ClientRequestToken":"{{Token}}"}""", region: Region);

        var (_, copy) = await aws.CallAsync("DescribeSecret", """{"SecretId":"n"}""", region: Region);
        var (_, policy) = await aws.CallAsync("GetResourcePolicy", """{"SecretId":"n"}""", region: Region);
        var primary = await aws.OkAsync("DescribeSecret", """{"SecretId":"n"}""");
        Assert.Equal(200, status);
        Assert.Equal("""[{"Key":"a","Value":"b"}]""", copy["Tags"]!.ToJsonString());
        Assert.Equal("alias/own", copy["KmsKeyId"]!.ToString());
        Assert.Equal(Policy, policy["ResourcePolicy"]!.ToString());
        Assert.Equal("alias/own", primary["ReplicationStatus"]![0]!["KmsKeyId"]!.ToString());
        Assert.Null(primary["KmsKeyId"]);
    }

    private async Task ReplicateAsync()
    {
        await aws.OkAsync("CreateSecret", $$"""{"Name":"n","SecretString":"v","ClientRequestToken":"{{Token}}"}""");
        await aws.OkAsync("ReplicateSecretToRegions", $$"""{"SecretId":"n","AddReplicaRegions":[{"Region":"{{Region}}"}]}""");
    }
}
