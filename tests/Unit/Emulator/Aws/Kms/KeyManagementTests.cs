using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Kms;

public sealed class KeyManagementTests
{
    private readonly OfflineAws aws = new();

    [Fact]
    public async Task What_was_encrypted_is_decrypted_under_the_same_context_only()
    {
        var key = await CreateAsync();
        var blob = (await aws.KmsAsync("Encrypt", $$$"""{"KeyId":"{{{key}}}","Plaintext":"aGk=","EncryptionContext":{"a":"b"}}""")).Text("CiphertextBlob");

        var right = await aws.KmsAsync("Decrypt", $$$"""{"CiphertextBlob":"{{{blob}}}","EncryptionContext":{"a":"b"}}""");
        var wrong = await aws.KmsAsync("Decrypt", $$$"""{"CiphertextBlob":"{{{blob}}}","EncryptionContext":{"a":"c"}}""");
        var junk = await aws.KmsAsync("Decrypt", """{"CiphertextBlob":"aGVsbG8="}""");

        right.Text("Plaintext").Should().Be("aGk=");
        wrong.Body.ToJsonString().Should().Be("""{"__type":"InvalidCiphertextException"}""");
        junk.Code.Should().Be("InvalidCiphertextException");
    }

    [Fact]
    public async Task A_key_that_is_disabled_or_on_its_way_out_is_of_no_use()
    {
        var key = await CreateAsync();
        await aws.KmsAsync("DisableKey", $$"""{"KeyId":"{{key}}"}""");
        var disabled = await aws.KmsAsync("Encrypt", $$"""{"KeyId":"{{key}}","Plaintext":"aGk="}""");
        await aws.KmsAsync("ScheduleKeyDeletion", $$"""{"KeyId":"{{key}}","PendingWindowInDays":7}""");
        var leaving = await aws.KmsAsync("Encrypt", $$"""{"KeyId":"{{key}}","Plaintext":"aGk="}""");
        aws.Clock.Advance(TimeSpan.FromDays(7));
        var gone = await aws.KmsAsync("DescribeKey", $$"""{"KeyId":"{{key}}"}""");

        var arn = $"arn:aws:kms:us-east-1:000000000000:key/{key}";
        disabled.Message.Should().Be($"{arn} is disabled.");
        leaving.Message.Should().Be($"{arn} is pending deletion.");
        gone.Message.Should().Be($"Key '{arn}' does not exist");
    }

    [Fact]
    public async Task A_key_has_many_names()
    {
        var key = await CreateAsync();
        await aws.KmsAsync("CreateAlias", $$"""{"AliasName":"alias/app","TargetKeyId":"{{key}}"}""");

        foreach (var name in new[] { key, "alias/app", $"arn:aws:kms:us-east-1:000000000000:key/{key}", "arn:aws:kms:us-east-1:000000000000:alias/app" })
        {
            var reply = await aws.KmsAsync("DescribeKey", new JsonObject { ["KeyId"] = name }.ToJsonString());
            reply.Text("KeyMetadata", "KeyId").Should().Be(key);
        }

        (await aws.KmsAsync("DescribeKey", """{"KeyId":"nonsense"}""")).Message.Should().Be("Invalid keyId 'nonsense'");
    }

    private async Task<string> CreateAsync() => (await aws.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");

    [Fact]
    public async Task Rotations_are_listed_as_the_clock_brings_them()
    {
        var id = (await aws.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");
        var key = $$"""{"KeyId":"{{id}}"}""";
        await aws.KmsAsync("EnableKeyRotation", $$"""{"KeyId":"{{id}}","RotationPeriodInDays":90}""");
        aws.Clock.Advance(TimeSpan.FromDays(100));
        await aws.KmsAsync("RotateKeyOnDemand", key);
        aws.Clock.Advance(TimeSpan.FromDays(100));
        var next = (await aws.KmsAsync("GetKeyRotationStatus", key)).At("NextRotationDate")!.GetValue<double>();
        await aws.KmsAsync("DisableKeyRotation", key);
        aws.Clock.Advance(TimeSpan.FromDays(1000));

        var rotations = (await aws.KmsAsync("ListKeyRotations", key)).At("Rotations")!.AsArray();

        var restored = new OfflineAws();
        restored.Server.Restore(aws.Server.Snapshot());
        (await restored.KmsAsync("ListKeyRotations", key)).At("Rotations")!.ToJsonString()
            .Should().Be(rotations.ToJsonString(), "rotations outlive a restart");
        rotations.Select(r => r!["RotationType"]!.ToString()).Should().Equal("AUTOMATIC", "ON_DEMAND", "AUTOMATIC");
        next.Should().Be(DateTimeOffset.Parse("2026-01-01T00:00:00Z").AddDays(270).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("Encrypt", """ "Plaintext":"AAAA" """)]
    [InlineData("GenerateDataKey", """ "KeySpec":"AES_256" """)]
    [InlineData("GenerateDataKeyWithoutPlaintext", """ "NumberOfBytes":16 """)]
    [InlineData("CreateGrant", """ "GranteePrincipal":"arn:aws:iam::000000000000:root","Operations":["Decrypt"] """)]
    public async Task A_dry_run_that_would_succeed_says_so_and_does_nothing(string operation, string members)
    {
        var id = (await aws.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");

        var reply = await aws.KmsAsync(operation, $$"""{"KeyId":"{{id}}","DryRun":true,{{members}}}""");
        var unknown = await aws.KmsAsync(operation, $$"""{"KeyId":"alias/none","DryRun":true,{{members}}}""");

        reply.Code.Should().Be("DryRunOperationException");
        unknown.Code.Should().Be("NotFoundException");
        (await aws.KmsAsync("ListGrants", $$"""{"KeyId":"{{id}}"}""")).At("Grants")!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Aliases_of_AWS_are_listed_before_their_keys_exist()
    {
        var before = (await aws.KmsAsync("ListAliases", "{}")).At("Aliases")!.AsArray();
        await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"v","Type":"SecureString"}""");
        var after = (await aws.KmsAsync("ListAliases", "{}")).At("Aliases")!.AsArray();

        before.Should().HaveCount(14).And.OnlyContain(a => a!["TargetKeyId"] == null);
        after.Should().HaveCount(14);
        after.Single(a => a!["TargetKeyId"] != null)!["AliasName"]!.ToString().Should().Be("alias/aws/ssm");
    }

    [Theory]
    [InlineData("alias/my:alias", "ID", "alias/my:alias contains invalid characters for an alias")]
    [InlineData("alias/mine", "alias/aws/ssm", "Aliases must refer to keys. Not aliases")]
    public async Task An_alias_that_KMS_refuses(string name, string target, string text)
    {
        var id = (await aws.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");
        var body = $$"""{"AliasName":"{{name}}","TargetKeyId":"{{(target == "ID" ? id : target)}}"}""";

        (await aws.KmsAsync("CreateAlias", body)).Message.Should().Be(text);
    }
}
