using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Sts;

public sealed class SecurityTokenTests
{
    private const string Role = "arn:aws:iam::000000000000:role/app";
    private readonly OfflineAws aws = new();

    [Fact]
    public async Task An_access_key_speaks_for_its_user()
    {
        var keys = await aws.UserAsync("bob");

        var reply = await aws.StsAsync("GetCallerIdentity", keys);

        reply.Text("Arn").Should().Be("arn:aws:iam::000000000000:user/bob");
        reply.Text("UserId").Should().StartWith("AIDA");
    }

    [Fact]
    public async Task An_undeclared_role_is_accepted_until_a_role_is_declared()
    {
        var before = await AssumeAsync(null);
        await aws.IamAsync("CreateRole", ("RoleName", "other"), ("AssumeRolePolicyDocument", Trust("\"*\"")));

        var after = await AssumeAsync(null);

        before.Text("AssumedRoleUser", "Arn").Should().Be("arn:aws:sts::000000000000:assumed-role/app/session");
        after.Status.Should().Be(403);
        after.Message.Should().Be(
            "User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on resource: " + Role);
    }

    [Fact]
    public async Task A_trust_policy_asks_for_its_external_id()
    {
        await aws.IamAsync("CreateRole", ("RoleName", "app"), ("AssumeRolePolicyDocument", Trust(
            "{\"AWS\":\"000000000000\"}", "\"StringEquals\":{\"sts:ExternalId\":\"x-1\"}")));

        (await AssumeAsync(null)).Code.Should().Be("AccessDenied");
        (await AssumeAsync(null, ("ExternalId", "x-2"))).Code.Should().Be("AccessDenied");
        (await AssumeAsync(null, ("ExternalId", "x-1"))).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_session_ends_on_the_clock()
    {
        var session = (await AssumeAsync(null, ("DurationSeconds", "900"))).Credentials;
        aws.Clock.Advance(TimeSpan.FromSeconds(899));
        var still = await aws.StsAsync("GetCallerIdentity", session);
        aws.Clock.Advance(TimeSpan.FromSeconds(1));

        var over = await aws.StsAsync("GetCallerIdentity", session);

        still.Status.Should().Be(200);
        over.Code.Should().Be("ExpiredToken");
        over.Message.Should().Be("The security token included in the request is expired");
    }

    [Fact]
    public async Task A_chain_is_limited_to_an_hour_and_keeps_transitive_tags()
    {
        var first = (await AssumeAsync(
            null,
            ("Tags.member.1.Key", "Team"),
            ("Tags.member.1.Value", "a"),
            ("TransitiveTagKeys.member.1", "team"))).Credentials;

        (await AssumeAsync(first, ("DurationSeconds", "3601"))).Message.Should().Contain("1 hour session limit");
        (await AssumeAsync(first, ("Tags.member.1.Key", "TEAM"), ("Tags.member.1.Value", "b"))).Message
            .Should().StartWith("One of the specified transitive tag keys can't be set");
        (await AssumeAsync(first)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Session_credentials_cannot_get_a_session_token()
    {
        var session = (await AssumeAsync(null)).Credentials;

        var reply = await aws.StsAsync("GetSessionToken", session);

        reply.Message.Should().Be("Cannot call GetSessionToken with session credentials");
    }

    [Fact]
    public async Task Temporary_users_cannot_call_IAM_and_hardly_STS()
    {
        var bob = await aws.UserAsync("bob");
        var token = (await aws.StsAsync("GetSessionToken", bob)).Credentials;
        var joe = (await aws.StsAsync("GetFederationToken", bob, ("Name", "joe"))).Credentials;

        foreach (var keys in new[] { token, joe })
        {
            (await aws.QueryAsync("iam", "2010-05-08", "ListUsers", keys)).Code.Should().Be("InvalidClientTokenId");
            (await aws.StsAsync("GetFederationToken", keys, ("Name", "kim"))).Message
                .Should().Be("Cannot call GetFederationToken with session credentials");
            (await aws.StsAsync("GetCallerIdentity", keys)).Status.Should().Be(200);
        }

        var role = ("RoleArn", "arn:aws:iam::000000000000:role/undeclared");
        (await aws.StsAsync("AssumeRole", token, role, ("RoleSessionName", "se"))).Status.Should().Be(200);
        (await aws.StsAsync("AssumeRole", joe, role, ("RoleSessionName", "se"))).Code.Should().Be("AccessDenied");
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "ValidationError")]
    public async Task A_source_identity_may_be_longer_than_the_model_says(int length, string? code)
    {
        var reply = await aws.StsAsync("AssumeRole", null, ("RoleArn", "arn:aws:iam::000000000000:role/undeclared"),
            ("RoleSessionName", "se"), ("SourceIdentity", new string('x', length)));

        reply.Code.Should().Be(code);
    }

    [Fact]
    public async Task A_key_tells_its_account()
    {
        var session = (await AssumeAsync(null)).Credentials;

        (await aws.StsAsync("GetAccessKeyInfo", null, ("AccessKeyId", session.Id))).Text("Account")
            .Should().Be(OfflineAws.Account);
        // A key of a foreign account, whose number is folded into it as AWS does.
        (await aws.StsAsync("GetAccessKeyInfo", null, ("AccessKeyId", "ASIAQNZGKIQY56JQ7WML"))).Text("Account")
            .Should().Be("029608264753");
    }

    private Task<Reply> AssumeAsync(Keys? keys, params (string Name, string Value)[] more) =>
        aws.StsAsync("AssumeRole", keys, [("RoleArn", Role), ("RoleSessionName", "session"), .. more]);

    private static string Trust(string principal, string? condition = null) => OfflineAws.Policy(
        $$"""{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Principal":{{principal}}{{(condition is null ? "" : $",\"Condition\":{{{condition}}}")}}}""");
}
