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
    public async Task A_new_policy_shows_no_description_and_tags_only_if_it_has_some()
    {
        var document = OfflineAws.Policy(OfflineAws.Allow("*"));
        var plain = await aws.IamAsync(
            "CreatePolicy", ("PolicyName", "a"), ("PolicyDocument", document), ("Description", "d"));
        var tagged = await aws.IamAsync("CreatePolicy", ("PolicyName", "b"), ("PolicyDocument", document),
            ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v"));
        var read = await aws.IamAsync("GetPolicy", ("PolicyArn", plain.Text("Policy", "Arn")));

        (plain.At("Policy", "Description"), plain.At("Policy", "Tags")).Should().Be((null, null));
        tagged.At("Policy", "Tags")!.AsArray().Should().ContainSingle();
        read.Text("Policy", "Description").Should().Be("d");
        read.At("Policy", "Tags")!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("arn:aws:iam::000000000000:root", null)]
    [InlineData("arn:aws:iam::000000000000:user/team/ann", null)]
    [InlineData("arn:aws:iam::222222222222:role/unknowable", null)]
    [InlineData("arn:aws:iam::000000000000:user/nobody",
        "Invalid principal in policy: \"AWS\":\"arn:aws:iam::000000000000:user/nobody\"")]
    [InlineData("nonsense", "Invalid principal in policy: \"AWS\":\"nonsense\"")]
    public async Task A_role_trusts_only_principals_that_exist(string principal, string? refusal)
    {
        await aws.IamAsync("CreateUser", ("UserName", "ann"), ("Path", "/team/"));
        var trust = OfflineAws.Policy(
            $$$"""{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"{{{principal}}}"}}""");

        var made = await aws.IamAsync("CreateRole", ("RoleName", "r"), ("AssumeRolePolicyDocument", trust));

        (made.Code, made.Message).Should().Be((refusal is null ? null : "MalformedPolicyDocument", refusal));
    }

    [Fact]
    public async Task An_access_key_tells_when_it_was_used_last()
    {
        var bob = await aws.UserAsync("bob");
        var before = await aws.IamAsync("GetAccessKeyLastUsed", ("AccessKeyId", bob.Id));
        await aws.SsmAsync("DescribeParameters", "{}", bob);
        var after = await aws.IamAsync("GetAccessKeyLastUsed", ("AccessKeyId", bob.Id));

        before.Text("AccessKeyLastUsed", "ServiceName").Should().Be("N/A");
        after.Text("AccessKeyLastUsed", "ServiceName").Should().Be("ssm");
        after.Text("AccessKeyLastUsed", "Region").Should().Be("us-east-1");
        after.At("AccessKeyLastUsed", "LastUsedDate")!.GetValue<long>().Should().Be(aws.Clock.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Entities_and_details_come_in_pages_and_by_usage()
    {
        const string Arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite";
        await aws.IamAsync("CreateUser", ("UserName", "ann"), ("PermissionsBoundary", Arn));
        await aws.IamAsync("CreateUser", ("UserName", "bob"));
        await aws.IamAsync("CreateGroup", ("GroupName", "team"));
        await aws.IamAsync("AttachUserPolicy", ("UserName", "bob"), ("PolicyArn", Arn));
        await aws.IamAsync("AttachGroupPolicy", ("GroupName", "team"), ("PolicyArn", Arn));

        var first = await aws.IamAsync("ListEntitiesForPolicy", ("PolicyArn", Arn), ("MaxItems", "1"));
        var rest = await aws.IamAsync("ListEntitiesForPolicy", ("PolicyArn", Arn), ("Marker", first.Text("Marker")));
        var bounds = await aws.IamAsync(
            "ListEntitiesForPolicy", ("PolicyArn", Arn), ("PolicyUsageFilter", "PermissionsBoundary"));
        var details = await aws.IamAsync("GetAccountAuthorizationDetails", ("MaxItems", "2"));

        first.At("PolicyGroups")!.AsArray().Should().ContainSingle();
        rest.At("PolicyUsers")!.AsArray().Select(u => u!["UserName"]!.ToString()).Should().Equal("ann", "bob");
        rest.At("IsTruncated")!.GetValue<bool>().Should().BeFalse();
        bounds.At("PolicyUsers")!.AsArray().Select(u => u!["UserName"]!.ToString()).Should().Equal("ann");
        bounds.At("PolicyGroups")!.AsArray().Should().BeEmpty();
        details.At("UserDetailList")!.AsArray().Should().HaveCount(2);
        details.At("GroupDetailList")!.AsArray().Should().BeEmpty();
        details.Text("Marker").Should().NotBeEmpty();
    }

    [Fact]
    public async Task Policies_of_AWS_have_the_ARNs_of_each_partition()
    {
        (await aws.IamAsync("GetPolicy", ("PolicyArn", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess")))
            .Text("Policy", "Arn").Should().Be("arn:aws-cn:iam::aws:policy/ReadOnlyAccess");
        (await aws.IamAsync("GetPolicy", ("PolicyArn", "arn:aws-moon:iam::aws:policy/ReadOnlyAccess")))
            .Code.Should().Be("NoSuchEntity");
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
