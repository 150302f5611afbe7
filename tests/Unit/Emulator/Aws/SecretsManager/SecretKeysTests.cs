using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>A secret under a customer's key is worth what the key is worth.</summary>
public sealed class SecretKeysTests
{
    private readonly OfflineAws aws = new();
    private int tokens;

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_used()
    {
        var refused = await CreateAsync("alias/none");
        var later = await aws.SecretsAsync("CreateSecret", Body(("Name", "late"), ("KmsKeyId", "alias/none")));
        var put = await aws.SecretsAsync("PutSecretValue", Body(("SecretId", "late"), ("SecretString", "x")));

        refused.Code.Should().Be("AccessDeniedException");
        refused.Message.Should().Be("Access to KMS is not allowed");
        later.Status.Should().Be(200, "without a value there is nothing to encrypt");
        put.Message.Should().Be("Access to KMS is not allowed");
    }

    [Theory]
    [InlineData("DisableKey", "{}")]
    [InlineData("ScheduleKeyDeletion", """{"PendingWindowInDays":7}""")]
    public async Task A_key_out_of_use_lets_nothing_in_or_out(string how, string more)
    {
        var key = await KeyAsync();
        (await CreateAsync(key)).Status.Should().Be(200);
        var request = JsonNode.Parse(more)!.AsObject();
        request["KeyId"] = key;
        await aws.KmsAsync(how, request.ToJsonString());

        (await aws.SecretsAsync("GetSecretValue", """{"SecretId":"s"}""")).Code.Should().Be("DecryptionFailure");
        (await aws.SecretsAsync("PutSecretValue", Body(("SecretId", "s"), ("SecretString", "y")))).Code
            .Should().Be("EncryptionFailure");
        (await aws.SecretsAsync("UpdateSecret", Body(("SecretId", "s"), ("KmsKeyId", "")))).Code
            .Should().Be("DecryptionFailure", "what cannot be read cannot be encrypted anew");
        (await aws.SecretsAsync("UpdateSecret", Body(("SecretId", "s"), ("Description", "d")))).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_version_stays_under_the_key_that_its_alias_meant()
    {
        var first = await KeyAsync();
        var second = await KeyAsync();
        await aws.KmsAsync("CreateAlias", Body(("AliasName", "alias/app"), ("TargetKeyId", first)));
        await CreateAsync("alias/app");
        await aws.KmsAsync("UpdateAlias", Body(("AliasName", "alias/app"), ("TargetKeyId", second)));
        await aws.KmsAsync("DisableKey", Body(("KeyId", first)));

        (await aws.SecretsAsync("GetSecretValue", """{"SecretId":"s"}""")).Code.Should().Be("DecryptionFailure");
        (await aws.SecretsAsync("PutSecretValue", Body(("SecretId", "s"), ("SecretString", "y")))).Status.Should().Be(200);
        (await aws.SecretsAsync("GetSecretValue", """{"SecretId":"s"}""")).Text("SecretString").Should().Be("y");
    }

    [Fact]
    public async Task Under_enforcement_a_grant_opens_the_secret_as_a_policy_would()
    {
        var enforced = new OfflineAws(IamMode.Enforce);
        var key = (await enforced.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");
        await enforced.SecretsAsync(
            "CreateSecret", Body(("Name", "s"), ("SecretString", "x"), ("KmsKeyId", key)));
        var reader = await enforced.UserAsync(
            "reader", """{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}""");

        var before = await enforced.SecretsAsync("GetSecretValue", """{"SecretId":"s"}""", reader);
        await enforced.KmsAsync(
            "CreateGrant",
            $$"""{"KeyId":"{{key}}","GranteePrincipal":"arn:aws:iam::000000000000:user/reader","Operations":["Decrypt"]}""");
        var after = await enforced.SecretsAsync("GetSecretValue", """{"SecretId":"s"}""", reader);

        before.Message.Should().Be("Access to KMS is not allowed");
        after.Text("SecretString").Should().Be("x");
    }

    private async Task<string> KeyAsync() => (await aws.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");

    private Task<Reply> CreateAsync(string key) =>
        aws.SecretsAsync("CreateSecret", Body(("Name", "s"), ("SecretString", "x"), ("KmsKeyId", key)));

    private string Body(params (string Name, string Value)[] members)
    {
        var body = new JsonObject { ["ClientRequestToken"] = $"{++tokens:D32}" };
        foreach (var (name, value) in members)
        {
            body[name] = value;
        }

        return body.ToJsonString();
    }
}
