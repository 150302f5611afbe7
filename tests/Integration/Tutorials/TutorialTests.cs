using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Tutorials;

/// <summary>The tutorials of scenarios/tutorials with their own manifests, over HTTP.</summary>
public sealed class TutorialTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::000000000000:role/external-secrets";

    private readonly World world = new()
    {
        Options = new WorldOptions { Now = WorldOptions.Epoch, Seed = 3, OperatorRole = null },
    };

    private readonly World roleWorld = new()
    {
        Options = new WorldOptions { Now = WorldOptions.Epoch, Seed = 3, OperatorRole = Role },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        await roleWorld.DisposeAsync();
    }

    [Fact]
    public async Task A_static_keys_reach_a_pods_environment()
    {
        await world.InitializeAsync();
        await world.AwsAsync("iam", "CreateUser", new JsonObject { ["UserName"] = "external-secrets" });
        await world.AwsAsync("iam", "AttachUserPolicy", new JsonObject
        {
            ["UserName"] = "external-secrets",
            ["PolicyArn"] = "arn:aws:iam::aws:policy/SecretsManagerReadWrite",
        });
        var key = (await world.AwsAsync("iam", "CreateAccessKey", new JsonObject { ["UserName"] = "external-secrets" }))["AccessKey"]!;
        await world.ApplyAsync($$"""
            apiVersion: v1
            kind: Namespace
            metadata: { name: external-secrets }
            ---
            apiVersion: v1
            kind: Namespace
            metadata: { name: app }
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: aws-credentials, namespace: external-secrets }
            stringData: { access-key: "{{key["AccessKeyId"]}}", secret-access-key: "{{key["SecretAccessKey"]}}" }
            """);
        await world.PutAsync("SecretsManager", "app-secret", """{"username":"bob","password":"abc123xyz456"}""");

        await world.ApplyAsync(Manifest("a-static-keys/store.yaml"));
        await world.ApplyAsync(Manifest("a-static-keys/external-secret.yaml"));
        await world.ReadyAsync("app", "app-secret");
        await world.ApplyAsync(Manifest("a-static-keys/pod.yaml"));
        await world.SettleAsync();

        var log = await world.Ground.Kubernetes.LogsAsync("app", "app-pod", null, CancellationToken.None);
        log.Split('\n').Should().Contain("username=bob").And.Contain("password=abc123xyz456");
        ((string?)(await world.GetAsync("Pod", "app", "app-pod"))!["status"]!["phase"]).Should().Be("Succeeded");
        world.Ground.Journal.Read("aws").Should().Contain(e =>
            e.Operation == "secretsmanager.GetSecretValue" && e.Caller.EndsWith(":user/external-secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task B_a_service_accounts_token_becomes_a_session_of_its_role()
    {
        await world.InitializeAsync();
        await TrustAsync(world, "b-service-account", "app-reader");
        var arn = (string)(await world.AwsAsync("secretsmanager", "CreateSecret",
            new JsonObject { ["Name"] = "app-by-arn", ["SecretString"] = "hunter2" }))["ARN"]!;
        await world.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: app }\n");

        await world.ApplyAsync(Manifest("b-service-account/service-account.yaml"));
        await world.ApplyAsync(Manifest("b-service-account/store.yaml"));
        await world.ApplyAsync(Manifest("b-service-account/external-secret.yaml").Replace("SECRET_ARN", arn, StringComparison.Ordinal));

        await world.ReadyAsync("app", "by-arn");
        (await world.SecretAsync("app", "by-arn")).Should().Equal(new Dictionary<string, string> { ["value"] = "hunter2" });
        world.Ground.Journal.Read("aws").Should().Contain(e =>
            e.Operation == "secretsmanager.GetSecretValue" && e.Caller.Contains(":assumed-role/app-reader/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task B_another_service_account_is_not_trusted()
    {
        await world.InitializeAsync();
        await TrustAsync(world, "b-service-account", "app-reader");
        await world.PutAsync("SecretsManager", "x", "y");
        await world.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: app }\n");
        await world.ApplyAsync(Manifest("b-service-account/service-account.yaml").Replace("name: app-reader", "name: stranger", StringComparison.Ordinal));
        await world.ApplyAsync(Manifest("b-service-account/store.yaml").Replace("name: app-reader", "name: stranger", StringComparison.Ordinal));

        await world.ReadyAsync("app", "aws", "InvalidProviderConfig", "SecretStore");

        (await world.EventsAsync("app", "aws")).Should().Contain(e =>
            e.Contains("Not authorized to perform sts:AssumeRoleWithWebIdentity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task C_the_operators_projected_token_is_verified_by_the_clusters_issuer()
    {
        await roleWorld.InitializeAsync();
        await TrustAsync(roleWorld, "c-oidc", "external-secrets");
        await roleWorld.PutAsync("SecretsManager", "test", "initial-value");
        await roleWorld.ApplyAsync(Manifest("c-oidc/store.yaml"));
        await roleWorld.ApplyAsync(Manifest("c-oidc/external-secret.yaml"));
        await roleWorld.ReadyAsync("default", "test");
        (await roleWorld.SecretAsync("default", "test")).Should().Equal(new Dictionary<string, string> { ["test"] = "initial-value" });

        await roleWorld.AwsAsync("secretsmanager", "UpdateSecret",
            new JsonObject { ["SecretId"] = "test", ["SecretString"] = "updated-value" });
        await roleWorld.DeleteAsync("ExternalSecret", "default", "test");
        await roleWorld.SettleAsync();
        await roleWorld.ApplyAsync(Manifest("c-oidc/external-secret.yaml"));

        await roleWorld.ReadyAsync("default", "test");
        (await roleWorld.SecretAsync("default", "test")).Should().Equal(new Dictionary<string, string> { ["test"] = "updated-value" });
    }

    private static async Task TrustAsync(World world, string tutorial, string role)
    {
        var issuer = world.Ground.World.KubeEndpoint;
        var provider = issuer["https://".Length..];
        await world.AwsAsync("iam", "CreateOpenIDConnectProvider",
            new JsonObject { ["Url"] = issuer, ["ClientIDList"] = new JsonArray("sts.amazonaws.com") });
        await world.AwsAsync("iam", "CreateRole", new JsonObject
        {
            ["RoleName"] = role,
            ["AssumeRolePolicyDocument"] = Manifest($"{tutorial}/trust.json").Replace("PROVIDER", provider, StringComparison.Ordinal),
        });
        await world.AwsAsync("iam", "PutRolePolicy", new JsonObject
        {
            ["RoleName"] = role,
            ["PolicyName"] = "read",
            ["PolicyDocument"] = Manifest($"{tutorial}/policy.json"),
        });
    }

    private static string Manifest(string file, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../scenarios/tutorials", file));
}
