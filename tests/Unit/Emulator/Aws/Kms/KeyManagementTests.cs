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
}
