using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>
/// Stores that authenticate by OIDC, with IAM enforced and signatures checked: the tutorials' second and third way, and
/// what their failures say.
/// </summary>
public sealed class AwsAuthTests : IClassFixture<AwsAuthTests.StrictWorld>
{
    private const string Role = "arn:aws:iam::000000000000:role/";
    private readonly World world;

    public AwsAuthTests(StrictWorld world) => this.world = world;

    [Fact]
    public async Task ServiceAccount_with_a_role_reads_by_arn()
    {
        var ns = await world.NamespaceAsync();
        await RoleAsync("reader", $"system:serviceaccount:{ns}:app-reader");
        var arn = (string)(await world.AwsAsync("secretsmanager", "CreateSecret",
            new JsonObject { ["Name"] = "by-arn", ["SecretString"] = "hunter2" }))["ARN"]!;
        await world.ApplyAsync(ServiceAccount(ns, "app-reader", "reader") + Store(ns, "app-reader") + ExternalSecret(ns, arn));

        await world.ReadyAsync(ns, "es");

        (await world.SecretAsync(ns, "es")).Should().Equal(new Dictionary<string, string> { ["v"] = "hunter2" });
    }

    [Fact]
    public async Task ServiceAccount_that_the_role_does_not_trust_is_refused_and_mended_by_itself()
    {
        var ns = await world.NamespaceAsync();
        await RoleAsync("strict", "system:serviceaccount:elsewhere:app-reader");
        await world.AwsAsync("secretsmanager", "CreateSecret", new JsonObject { ["Name"] = "strict-secret", ["SecretString"] = "x" });
        await world.ApplyAsync(ServiceAccount(ns, "app-reader", "strict") + Store(ns, "app-reader") + ExternalSecret(ns, "strict-secret"));

        var store = await world.ReadyAsync(ns, "aws", "InvalidProviderConfig", "SecretStore");
        ((string?)store["message"]).Should().Be("unable to validate store");
        (await world.EventsAsync(ns, "aws")).Should().Contain(
            "Warning InvalidProviderConfig: operation error STS: AssumeRoleWithWebIdentity, https response error "
            + "StatusCode: 403, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");

        await world.AwsAsync("iam", "UpdateAssumeRolePolicy", new JsonObject
        {
            ["RoleName"] = "strict",
            ["PolicyDocument"] = await TrustAsync($"system:serviceaccount:{ns}:app-reader"),
        });
        await world.AdvanceAsync(TimeSpan.FromMinutes(8));
        await world.AdvanceAsync(TimeSpan.FromMinutes(8));
        await world.ReadyAsync(ns, "es");
        (await world.SecretAsync(ns, "es")).Should().Equal(new Dictionary<string, string> { ["v"] = "x" });
    }

    [Fact]
    public async Task ServiceAccount_without_a_role_is_told()
    {
        var ns = await world.NamespaceAsync();
        await world.ApplyAsync($$"""
            apiVersion: v1
            kind: ServiceAccount
            metadata: { name: plain, namespace: {{ns}} }
            ---

            """ + Store(ns, "plain"));

        await world.ReadyAsync(ns, "aws", "InvalidProviderConfig", "SecretStore");
        (await world.EventsAsync(ns, "aws")).Should().Contain(
            "Warning InvalidProviderConfig: unable to create session: an IAM role must be associated with service account "
            + $"plain (namespace: {ns})");
    }

    [Fact]
    public async Task Role_in_the_spec_is_assumed_on_top()
    {
        var ns = await world.NamespaceAsync();
        await RoleAsync("front", $"system:serviceaccount:{ns}:app-reader", """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"*"}]}
            """);
        await world.AwsAsync("iam", "CreateRole", new JsonObject
        {
            ["RoleName"] = "back",
            ["AssumeRolePolicyDocument"] = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:role/front"},
                 "Action":["sts:AssumeRole","sts:TagSession"],
                 "Condition":{"StringEquals":{"sts:ExternalId":"ext","aws:RequestTag/esoNamespace":"NS"}}}]}
                """.Replace("NS", ns, StringComparison.Ordinal),
        });
        await world.AwsAsync("iam", "PutRolePolicy", Policy("back", ReadAll));
        await world.AwsAsync("secretsmanager", "CreateSecret", new JsonObject { ["Name"] = "chained", ["SecretString"] = "deep" });
        await world.ApplyAsync(ServiceAccount(ns, "app-reader", "front")
            + Store(ns, "app-reader", $"role: {Role}back, externalID: ext, sessionTagsPolicy: Simple, ")
            + ExternalSecret(ns, "chained"));

        await world.ReadyAsync(ns, "es");

        (await world.SecretAsync(ns, "es")).Should().Equal(new Dictionary<string, string> { ["v"] = "deep" });
    }

    [Fact]
    public async Task Read_without_the_right_is_refused_in_IAMs_words()
    {
        var ns = await world.NamespaceAsync();
        await RoleAsync("poor", $"system:serviceaccount:{ns}:app-reader", """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetCallerIdentity","Resource":"*"}]}
            """);
        await world.AwsAsync("secretsmanager", "CreateSecret", new JsonObject { ["Name"] = "closed", ["SecretString"] = "x" });
        await world.ApplyAsync(ServiceAccount(ns, "app-reader", "poor") + Store(ns, "app-reader") + ExternalSecret(ns, "closed"));

        var condition = await world.ReadyAsync(ns, "es", "SecretSyncedError");
        ((string?)condition["message"]).Should().Be("could not get secret data from provider");
        (await world.EventsAsync(ns, "es")).Should().Contain(e => e.Contains(
            "api error AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/poor/external-secrets-provider-aws "
            + "is not authorized to perform: secretsmanager:GetSecretValue on resource: closed"));
    }

    private const string ReadAll = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}
        """;

    private async Task RoleAsync(string name, string subject, string policy = ReadAll)
    {
        await world.AwsAsync("iam", "CreateRole", new JsonObject
        {
            ["RoleName"] = name,
            ["AssumeRolePolicyDocument"] = await TrustAsync(subject),
        });
        await world.AwsAsync("iam", "PutRolePolicy", Policy(name, policy));
    }

    private static JsonObject Policy(string role, string document) =>
        new() { ["RoleName"] = role, ["PolicyName"] = "p", ["PolicyDocument"] = document };

    // Trusts one subject of the cluster's issuer, for which a provider is made when there is none.
    private async Task<string> TrustAsync(string subject)
    {
        var issuer = world.Ground.World.KubeEndpoint;
        var provider = issuer.Replace("https://", "", StringComparison.Ordinal);
        try
        {
            await world.AwsAsync("iam", "CreateOpenIDConnectProvider", new JsonObject
            {
                ["Url"] = issuer,
                ["ClientIDList"] = new JsonArray("sts.amazonaws.com"),
            });
        }
        catch (Exception e) when (e.Message.Contains("exist", StringComparison.Ordinal))
        {
            // Another test made it.
        }

        return new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Effect"] = "Allow",
                ["Principal"] = new JsonObject { ["Federated"] = $"arn:aws:iam::000000000000:oidc-provider/{provider}" },
                ["Action"] = "sts:AssumeRoleWithWebIdentity",
                ["Condition"] = new JsonObject
                {
                    ["StringEquals"] = new JsonObject
                    {
                        [$"{provider}:aud"] = "sts.amazonaws.com",
                        [$"{provider}:sub"] = subject,
                    },
                },
            }),
        }.ToJsonString();
    }

    private static string ServiceAccount(string ns, string name, string role) => $$"""
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: {{name}}, namespace: {{ns}}, annotations: { eks.amazonaws.com/role-arn: "{{Role}}{{role}}" } }
        ---

        """;

    private static string Store(string ns, string account, string extra = "") => $$"""
        apiVersion: external-secrets.io/v1
        kind: SecretStore
        metadata: { name: aws, namespace: {{ns}} }
        spec:
          provider:
            aws: { service: SecretsManager, region: us-east-1, {{extra}}auth: { jwt: { serviceAccountRef: { name: {{account}} } } } }
        ---

        """;

    private static string ExternalSecret(string ns, string key) => $$"""
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: es, namespace: {{ns}} }
        spec:
          refreshInterval: 1h
          secretStoreRef: { kind: SecretStore, name: aws }
          data: [{ secretKey: v, remoteRef: { key: "{{key}}" } }]
        """;

    /// <summary>A world that enforces IAM.</summary>
    public sealed class StrictWorld : World
    {
        public StrictWorld() => Options = new WorldOptions { Now = WorldOptions.Epoch, Seed = 7, Iam = IamMode.Enforce };
    }
}
