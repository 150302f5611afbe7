using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Aws;
using Eso.Operator.Secrets;
using Xunit;

namespace Eso.Unit.Operator.Providers;

public sealed class AwsSecretsManagerTests : AwsContractTests
{
    protected override string Service => "SecretsManager";

    internal override void Put(AwsServer server, string name, string value) => server.Call(
        "secretsmanager",
        "CreateSecret",
        new JsonObject { ["Name"] = name, ["SecretString"] = value, ["ClientRequestToken"] = Guid.Empty.ToString() },
        Account,
        Region);

    [Theory]
    [InlineData("""{"service":"SecretsManager","region":"nowhere-1"}""", "region not found: nowhere-1")]
    [InlineData("""{"service":"Nope","region":"eu-west-1"}""", "unknown AWS Provider Service: Nope")]
    [InlineData(
        """{"service":"SecretsManager","region":"eu-west-1","secretsManager":{"recoveryWindowInDays":3}}""",
        "invalid DeleteSecretInput: RecoveryWindowInDays must be between 7 and 30 days")]
    [InlineData(
        """{"service":"SecretsManager","region":"eu-west-1","secretsManager":{"forceDeleteWithoutRecovery":true,"recoveryWindowInDays":7}}""",
        "invalid DeleteSecretInput: ForceDeleteWithoutRecovery conflicts with RecoveryWindowInDays")]
    [InlineData(
        """{"service":"SecretsManager","region":"eu-west-1","auth":{"jwt":{"serviceAccountRef":{"name":"a","namespace":"other"}}}}""",
        "invalid Auth.JWT.ServiceAccountRef: namespace should either be empty or match the namespace of the SecretStore "
        + "for a namespaced SecretStore")]
    public void Wrong_spec_is_told(string spec, string problem) =>
        Assert.Equal([problem], Provider.ValidateStore(World.Store(spec)));

    [Fact]
    public async Task Empty_keys_are_told()
    {
        World.Secrets["team/aws"] = new Dictionary<string, SecretBytes>
        {
            ["id"] = SecretBytes.FromText(""),
            ["secret"] = SecretBytes.FromText(""),
        };
        await using var client = await Provider.ConnectAsync(World.Store(Spec), default);

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.ValidateAsync(default));
        Assert.Equal("static credentials are empty", e.Message);
        e = await Assert.ThrowsAsync<ProviderException>(() => client.GetSecretAsync(new RemoteRef("a"), default));
        Assert.Equal(
            "operation error Secrets Manager: GetSecretValue, get identity: get credentials: "
            + "failed to refresh cached credentials, static credentials are empty",
            e.Message);
    }

    [Fact]
    public async Task Cluster_store_without_namespaces_is_valid_as_far_as_can_be_told()
    {
        var store = World.Store(Spec, "ClusterSecretStore") with { CallerNamespace = "" };
        await using var client = await Provider.ConnectAsync(store, default);

        Assert.Equal(StoreValidation.Unknown, await client.ValidateAsync(default));
    }
}

public sealed class AwsParameterStoreTests : AwsContractTests
{
    protected override string Service => "ParameterStore";

    internal override void Put(AwsServer server, string name, string value) => server.Call(
        "ssm",
        "PutParameter",
        new JsonObject { ["Name"] = name, ["Value"] = value, ["Type"] = "SecureString" },
        Account,
        Region);
}

public abstract class AwsContractTests : ProviderContractTests, IDisposable
{
    protected const string Account = "000000000000";
    protected const string Region = "eu-west-1";

    private readonly AwsServer server;

    protected AwsContractTests()
    {
        server = new AwsServer(
            new AwsServerOptions(), new ProviderWorld.StoppedClock(), new Entropy(1), new Journal(), new Activity());
        Provider = new AwsProvider(ProviderWorld.Services(aws: new InMemoryDoor(server.Pipeline)));
        World.Secrets["team/aws"] = new Dictionary<string, SecretBytes>
        {
            ["id"] = SecretBytes.FromText(Account),
            ["secret"] = SecretBytes.FromText("any"),
        };
    }

    protected override ISecretProvider Provider { get; }

    internal ProviderWorld World { get; } = new();

    protected abstract string Service { get; }

    protected string Spec => $$"""
        {"service":"{{Service}}","region":"{{Region}}","secretsManager":{"forceDeleteWithoutRecovery":true},
         "auth":{"secretRef":{"accessKeyIDSecretRef":{"name":"aws","key":"id"},"secretAccessKeySecretRef":{"name":"aws","key":"secret"} } } }
        """;

    protected override Task<ISecretsClient> WithAsync(IReadOnlyDictionary<string, string> remote)
    {
        foreach (var (name, value) in remote)
        {
            Put(server, name, value);
        }

        return Provider.ConnectAsync(World.Store(Spec), default);
    }

    public void Dispose()
    {
        server.Dispose();
        GC.SuppressFinalize(this);
    }

    internal abstract void Put(AwsServer server, string name, string value);
}
