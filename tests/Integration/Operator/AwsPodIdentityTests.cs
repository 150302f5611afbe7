using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>A ClusterSecretStore without auth: the operator's own projected token and role (tutorial c).</summary>
public sealed class AwsPodIdentityTests(AwsPodIdentityTests.RoleWorld world) : IClassFixture<AwsPodIdentityTests.RoleWorld>
{
    [Fact]
    public async Task Operator_reads_with_its_own_role_and_follows_the_value()
    {
        var provider = world.Ground.World.KubeEndpoint.Replace("https://", "", StringComparison.Ordinal);
        await world.AwsAsync("iam", "CreateOpenIDConnectProvider", new JsonObject
        {
            ["Url"] = "https://" + provider,
            ["ClientIDList"] = new JsonArray("sts.amazonaws.com"),
        });
        await world.AwsAsync("iam", "CreateRole", new JsonObject
        {
            ["RoleName"] = "external-secrets",
            ["AssumeRolePolicyDocument"] = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
                 "Principal":{"Federated":"arn:aws:iam::000000000000:oidc-provider/P"},
                 "Condition":{"StringEquals":{"P:aud":"sts.amazonaws.com","P:sub":"system:serviceaccount:external-secrets:external-secrets"}}}]}
                """.Replace("P:", provider + ":", StringComparison.Ordinal)
                .Replace("oidc-provider/P", "oidc-provider/" + provider, StringComparison.Ordinal),
        });
        await world.AwsAsync("iam", "PutRolePolicy", new JsonObject
        {
            ["RoleName"] = "external-secrets",
            ["PolicyName"] = "p",
            ["PolicyDocument"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}""",
        });
        await world.PutAsync("SecretsManager", "test", "initial-value");
        await world.ApplyAsync("""
            apiVersion: external-secrets.io/v1
            kind: ClusterSecretStore
            metadata: { name: aws }
            spec: { provider: { aws: { service: SecretsManager, region: us-east-1 } } }
            """);
        var ns = await world.NamespaceAsync();
        var externalSecret = $$"""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: test, namespace: {{ns}} }
            spec:
              refreshInterval: 1h
              secretStoreRef: { kind: ClusterSecretStore, name: aws }
              data: [{ secretKey: test, remoteRef: { key: test } }]
            """;
        await world.ApplyAsync(externalSecret);
        await world.ReadyAsync(ns, "test");
        (await world.SecretAsync(ns, "test")).Should().Contain("test", "initial-value");

        await world.PutAsync("SecretsManager", "test", "updated-value");
        await world.DeleteAsync("ExternalSecret", ns, "test");
        await world.SettleAsync();
        await world.ApplyAsync(externalSecret);
        await world.ReadyAsync(ns, "test");
        (await world.SecretAsync(ns, "test")).Should().Contain("test", "updated-value");

        // The session ends after an hour, the token is projected anew: the day goes on.
        await world.AdvanceAsync(TimeSpan.FromHours(30));
        await world.PutAsync("SecretsManager", "test", "next-day");
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        (await world.SecretAsync(ns, "test")).Should().Contain("test", "next-day");
    }

    /// <summary>A world whose operator has a role, and that enforces IAM.</summary>
    public sealed class RoleWorld : World
    {
        public RoleWorld() => Options = new WorldOptions
        {
            Now = WorldOptions.Epoch,
            Seed = 7,
            Iam = IamMode.Enforce,
            OperatorRole = "arn:aws:iam::000000000000:role/external-secrets",
        };
    }
}
