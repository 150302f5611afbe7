using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Iam;

public sealed class AuthorizationTests
{
    private const string Secret = """{"Name":"app/db","SecretString":"v","ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""";
    private readonly OfflineAws aws = new(IamMode.Enforce);

    [Fact]
    public async Task Without_a_policy_nothing_is_allowed_not_even_to_learn_what_exists()
    {
        await aws.SecretsAsync("CreateSecret", Secret);
        var bob = await aws.UserAsync("bob");

        var existing = await aws.SecretsAsync("GetSecretValue", """{"SecretId":"app/db"}""", bob);
        var missing = await aws.SecretsAsync("GetSecretValue", """{"SecretId":"none"}""", bob);
        var list = await aws.SecretsAsync("ListSecrets", "{}", bob);

        existing.Code.Should().Be("AccessDeniedException");
        existing.Message.Should().Be(
            "User: arn:aws:iam::000000000000:user/bob is not authorized to perform: secretsmanager:GetSecretValue on "
            + "resource: app/db because no identity-based policy allows the secretsmanager:GetSecretValue action");
        missing.Message.Should().Contain("on resource: none because");
        list.Message.Should().Contain("secretsmanager:ListSecrets because no identity-based policy");
    }

    [Fact]
    public async Task A_bare_read_does_not_have_the_stage_that_a_condition_asks_for()
    {
        await aws.SecretsAsync("CreateSecret", Secret);
        var dora = await aws.UserAsync("dora", OfflineAws.Allow(
            "secretsmanager:GetSecretValue", "*", """{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}}"""));

        var bare = await aws.SecretsAsync("GetSecretValue", """{"SecretId":"app/db"}""", dora);
        var staged = await aws.SecretsAsync("GetSecretValue", """{"SecretId":"app/db","VersionStage":"AWSCURRENT"}""", dora);

        bare.Code.Should().Be("AccessDeniedException");
        staged.Status.Should().Be(200);
    }

    [Fact]
    public async Task An_explicit_deny_wins()
    {
        var eve = await aws.UserAsync(
            "eve", OfflineAws.Allow("*"), """{"Effect":"Deny","Action":"ssm:*","Resource":"*"}""");

        var reply = await aws.SsmAsync("GetParameter", """{"Name":"/x"}""", eve);

        reply.Message.Should().Be(
            "User: arn:aws:iam::000000000000:user/eve is not authorized to perform: ssm:GetParameter on resource: "
            + "arn:aws:ssm:us-east-1:000000000000:parameter/x with an explicit deny in an identity-based policy");
    }

    [Fact]
    public async Task A_boundary_restricts_what_policies_allow()
    {
        var carl = await aws.UserAsync("carl", OfflineAws.Allow("*"));
        await aws.IamAsync("CreatePolicy", ("PolicyName", "b"), ("PolicyDocument", OfflineAws.Policy(OfflineAws.Allow("sts:*"))));
        await aws.IamAsync(
            "PutUserPermissionsBoundary",
            ("UserName", "carl"),
            ("PermissionsBoundary", "arn:aws:iam::000000000000:policy/b"));

        var reply = await aws.SsmAsync("GetParameter", """{"Name":"/x"}""", carl);

        reply.Message.Should().EndWith("because no permissions boundary allows the ssm:GetParameter action");
    }

    [Fact]
    public async Task Across_accounts_both_sides_must_allow()
    {
        await aws.SecretsAsync("CreateSecret", Secret);
        var stranger = new Keys("222222222222", "x", null);
        var arn = (await aws.SecretsAsync("DescribeSecret", """{"SecretId":"app/db"}""")).Text("ARN");

        var before = await aws.SecretsAsync("DescribeSecret", $$"""{"SecretId":"{{arn}}"}""", stranger);
        var policy = OfflineAws.Policy(
            """{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"secretsmanager:*","Resource":"*"}""");
        await aws.SecretsAsync(
            "PutResourcePolicy",
            new JsonObject { ["SecretId"] = "app/db", ["ResourcePolicy"] = policy }.ToJsonString());

        var after = await aws.SecretsAsync("DescribeSecret", $$"""{"SecretId":"{{arn}}"}""", stranger);

        before.Message.Should().EndWith("because no resource-based policy allows the secretsmanager:DescribeSecret action");
        after.Status.Should().Be(200);
    }

    [Fact]
    public async Task A_grant_opens_a_key_to_a_reader_of_its_parameter()
    {
        var key = (await aws.KmsAsync("CreateKey", "{}")).Text("KeyMetadata", "KeyId");
        await aws.SsmAsync("PutParameter", $$"""{"Name":"/k","Value":"v","Type":"SecureString","KeyId":"{{key}}"}""");
        var fay = await aws.UserAsync("fay", OfflineAws.Allow("ssm:*"));

        var before = await aws.SsmAsync("GetParameter", """{"Name":"/k","WithDecryption":true}""", fay);
        await aws.KmsAsync("CreateGrant", $$"""{"KeyId":"{{key}}","GranteePrincipal":"arn:aws:iam::000000000000:user/fay","Operations":["Decrypt"]}""");
        var after = await aws.SsmAsync("GetParameter", """{"Name":"/k","WithDecryption":true}""", fay);

        before.Message.Should().Contain("is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:");
        after.Text("Parameter", "Value").Should().Be("v");
    }

    [Fact]
    public async Task Warn_lets_through_and_notes()
    {
        var lax = new OfflineAws(IamMode.Warn);
        var bob = await lax.UserAsync("bob");

        var reply = await lax.SsmAsync("DescribeParameters", "{}", bob);

        reply.Status.Should().Be(200);
        lax.Journal.Read("aws").Should().Contain(e => e.Error != null && e.Error.StartsWith("would be denied: User: "));
    }

    [Fact]
    public async Task The_smallest_policy_allows_the_calls_that_were_made()
    {
        await aws.SecretsAsync("CreateSecret", Secret);
        var bob = await aws.UserAsync("bob");
        await aws.SecretsAsync("GetSecretValue", """{"SecretId":"app/db"}""", bob);
        await aws.SsmAsync("GetParametersByPath", """{"Path":"/app/"}""", bob);
        await aws.StsAsync("GetCallerIdentity", bob);

        var policy = LeastPrivilege.Of(aws.Server.World, "arn:aws:iam::000000000000:user/bob", aws.Journal.Read("aws"));
        await aws.IamAsync(
            "PutUserPolicy", ("UserName", "bob"), ("PolicyName", "least"), ("PolicyDocument", policy.ToJsonString()));

        policy.ToJsonString().Should().NotContain("sts:").And.Contain("secret:app/db-??????");
        (await aws.SecretsAsync("GetSecretValue", """{"SecretId":"app/db"}""", bob)).Status.Should().Be(200);
        (await aws.SsmAsync("GetParametersByPath", """{"Path":"/app/"}""", bob)).Status.Should().Be(200);
    }

    [Fact]
    public async Task An_explanation_names_the_statement()
    {
        await aws.UserAsync("bob", """{"Sid":"ReadApp","Effect":"Allow","Action":"ssm:Get*","Resource":"arn:aws:ssm:*:*:parameter/app/*"}""");

        var yes = Explain("arn:aws:ssm:us-east-1:000000000000:parameter/app/x");
        var no = Explain("arn:aws:ssm:us-east-1:000000000000:parameter/other");

        yes["decision"]!.ToString().Should().Be("allowed");
        yes["statement"]!["Sid"]!.ToString().Should().Be("ReadApp");
        no["decision"]!.ToString().Should().Be("implicitDeny");

        JsonObject Explain(string resource) => Explanation.Explain(aws.Server.World, new AccessQuestion(
            "arn:aws:iam::000000000000:user/bob",
            "ssm:GetParameter",
            resource,
            new Dictionary<string, string>(),
            aws.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task An_explanation_of_a_session_weighs_its_session_policy_and_tags()
    {
        var user = await aws.UserAsync("carl", OfflineAws.Allow("sts:*"));
        await aws.IamAsync("CreateRole", ("RoleName", "r"), ("AssumeRolePolicyDocument", OfflineAws.Policy(
            """{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["sts:AssumeRole","sts:TagSession"]}""")));
        await aws.IamAsync("PutRolePolicy", ("RoleName", "r"), ("PolicyName", "p"), ("PolicyDocument", OfflineAws.Policy(
            OfflineAws.Allow("ssm:*", condition: """{"StringEquals":{"aws:PrincipalTag/team":"a"}}"""))));
        var assumed = await aws.StsAsync(
            "AssumeRole",
            user,
            ("RoleArn", "arn:aws:iam::000000000000:role/r"),
            ("RoleSessionName", "se"),
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "a"),
            ("Policy", OfflineAws.Policy(OfflineAws.Allow("ssm:GetParameter"))));

        assumed.Status.Should().Be(200);
        Explain("ssm:GetParameter")["decision"]!.ToString().Should().Be("allowed");
        Explain("ssm:PutParameter")["reason"]!.ToString().Should().Contain("no session policy allows");

        JsonObject Explain(string action) => Explanation.Explain(aws.Server.World, new AccessQuestion(
            "arn:aws:sts::000000000000:assumed-role/r/se",
            action,
            "arn:aws:ssm:us-east-1:000000000000:parameter/x",
            new Dictionary<string, string>(),
            aws.Clock.GetUtcNow()));
    }
}
