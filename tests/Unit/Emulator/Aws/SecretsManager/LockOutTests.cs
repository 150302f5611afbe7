using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>Nobody takes their own access to a secret away, and policies name principals that exist.</summary>
public sealed class LockOutTests
{
    private readonly OfflineAws aws = new(IamMode.Enforce);

    [Fact]
    public async Task A_policy_or_tag_that_locks_its_caller_out_is_refused_and_changes_nothing()
    {
        var ann = await aws.UserAsync("ann", OfflineAws.Allow(
            "secretsmanager:*", "*", """{"StringEquals":{"aws:ResourceTag/team":"a"}}"""));
        await aws.SecretsAsync("CreateSecret",
            """{"Name":"n","SecretString":"v","ClientRequestToken":"00000000-0000-0000-0000-000000000001","Tags":[{"Key":"team","Value":"a"}]}""");
        var deny = Policy("Deny", "arn:aws:iam::000000000000:user/ann");

        var put = await aws.SecretsAsync("PutResourcePolicy", deny, ann);
        var told = await aws.SecretsAsync("ValidateResourcePolicy", deny, ann);
        var tag = await aws.SecretsAsync("TagResource", """{"SecretId":"n","Tags":[{"Key":"team","Value":"b"}]}""", ann);
        var untag = await aws.SecretsAsync("UntagResource", """{"SecretId":"n","TagKeys":["team"]}""", ann);
        var still = await aws.SecretsAsync("GetSecretValue", """{"SecretId":"n"}""", ann);

        put.Code.Should().Be("MalformedPolicyDocumentException");
        put.Message.Should().Be("Your requested changes will not allow you to manage this secret in the future.");
        told.At("PolicyValidationPassed")!.GetValue<bool>().Should().BeFalse();
        (tag.Code, untag.Code, still.Status).Should().Be(("AccessDeniedException", "AccessDeniedException", 200));
    }

    [Theory]
    [InlineData("arn:aws:iam::000000000000:user/ann", 200)]
    [InlineData("arn:aws:iam::000000000000:role/nobody", 400)]
    [InlineData("arn:aws:iam::222222222222:role/unknowable", 200)]
    public async Task A_principal_must_exist_where_that_can_be_known(string principal, int status)
    {
        await aws.UserAsync("ann");
        await aws.SecretsAsync("CreateSecret", """{"Name":"n","ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""");

        var put = await aws.SecretsAsync("PutResourcePolicy", Policy("Allow", principal));

        put.Status.Should().Be(status);
        put.Message.Should().Be(status == 200 ? null : "This resource policy contains an unsupported principal.");
    }

    private static string Policy(string effect, string principal) => new JsonObject
    {
        ["SecretId"] = "n",
        ["ResourcePolicy"] = OfflineAws.Policy(
            $$"""{"Effect":"{{effect}}","Principal":{"AWS":"{{principal}}"},"Action":"secretsmanager:*","Resource":"*"}"""),
    }.ToJsonString();
}
