using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Iam;

public sealed class IdentityTests
{
    private readonly OfflineAws aws = new();

    [Fact]
    public async Task Names_differ_by_more_than_case()
    {
        await aws.IamAsync("CreateUser", ("UserName", "bob"));

        var again = await aws.IamAsync("CreateUser", ("UserName", "BOB"));

        again.Status.Should().Be(409);
        again.Message.Should().Be("User with name BOB already exists.");
    }

    [Fact]
    public async Task A_user_is_deleted_last()
    {
        await aws.UserAsync("bob", OfflineAws.Allow("ssm:*"));

        (await aws.IamAsync("DeleteUser", ("UserName", "bob"))).Message
            .Should().Be("Cannot delete entity, must delete access keys first.");
    }

    [Theory]
    [InlineData("{}", "Syntax errors in policy.")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}""", "Policy document must be version 2012-10-17 or greater.")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"nothing","Resource":"*"}}""", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*"}}""", "Policy statement must contain resources.")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3::x"}}""", "The policy failed legacy parsing")]
    public async Task A_policy_with_a_fault_is_refused_in_AWS_words(string document, string text)
    {
        var reply = await aws.IamAsync("CreatePolicy", ("PolicyName", "p"), ("PolicyDocument", document));

        reply.Code.Should().Be("MalformedPolicyDocument");
        reply.Message.Should().Be(text);
    }

    [Fact]
    public async Task Policies_of_AWS_can_be_attached()
    {
        await aws.IamAsync("CreateUser", ("UserName", "bob"));
        const string Arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite";

        await aws.IamAsync("AttachUserPolicy", ("UserName", "bob"), ("PolicyArn", Arn));

        (await aws.IamAsync("ListAttachedUserPolicies", ("UserName", "bob"))).Body.ToJsonString().Should().Contain(Arn);
        (await aws.IamAsync("AttachUserPolicy", ("UserName", "bob"), ("PolicyArn", Arn + "X"))).Message
            .Should().EndWith("does not exist or is not attachable.");
    }

    [Fact]
    public async Task Deleting_a_role_ends_its_sessions_even_if_it_is_made_again()
    {
        var trust = OfflineAws.Policy("""{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}""");
        await aws.IamAsync("CreateRole", ("RoleName", "r"), ("AssumeRolePolicyDocument", trust));
        var session = (await aws.StsAsync(
            "AssumeRole", null, ("RoleArn", "arn:aws:iam::000000000000:role/r"), ("RoleSessionName", "ss"))).Credentials;
        await aws.IamAsync("DeleteRole", ("RoleName", "r"));
        await aws.IamAsync("CreateRole", ("RoleName", "r"), ("AssumeRolePolicyDocument", trust));

        var credential = new Eso.Emulator.Aws.Iam.Credentials().Find(aws.Server.World, session.Id, aws.Clock.GetUtcNow());

        credential!.Active.Should().BeFalse();
    }
}
