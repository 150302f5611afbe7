using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Kubernetes;
using Eso.Operator.Secrets;
using Xunit;

namespace Eso.Unit.Operator.Providers;

public sealed class KubernetesProviderTests : ProviderContractTests, IAsyncLifetime
{
    private readonly ProviderWorld world = new();
    private readonly KubeServer server;
    private readonly KubeClient admin;

    public KubernetesProviderTests()
    {
        var clock = new ProviderWorld.StoppedClock();
        server = new KubeServer(
            new KubeServerOptions { Authentication = false, Controllers = new HashSet<string>() },
            clock, new Entropy(1), new Journal(), new Activity());
        var door = new InMemoryDoor(server.Pipeline);
        admin = new KubeClient(new KubeConnection { Server = new Uri("http://kube.test") }, door, clock);
        Provider = new KubernetesProvider(ProviderWorld.Services(door));
        world.Secrets["team/token"] = new Dictionary<string, SecretBytes> { ["token"] = SecretBytes.FromText("t") };
    }

    protected override ISecretProvider Provider { get; }

    protected override string WholeProperty => "k";

    public Task InitializeAsync() => server.StartAsync();

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await server.DisposeAsync();
    }

    protected override async Task<ISecretsClient> WithAsync(IReadOnlyDictionary<string, string> remote)
    {
        foreach (var (name, value) in remote)
        {
            var data = new JsonObject();
            foreach (var (key, member) in (JsonObject)JsonNode.Parse(value)!)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(member!.GetValue<string>()));
            }

            await admin.CreateAsync(
                CoreTypes.Secret, "default", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = data }, default);
        }

        return await Provider.ConnectAsync(
            world.Store("""
                {"server":{"url":"http://kube.test"},"remoteNamespace":"default","auth":{"token":{"bearerToken":{"name":"token","key":"token"}}}}
                """),
            default);
    }

    [Fact]
    public async Task Whole_secret_is_json_and_metadata_can_be_read()
    {
        await using var client = await WithAsync(new Dictionary<string, string> { ["a"] = """{"y":"2","x":"1"}""" });

        Assert.Equal("""{"x":"1","y":"2"}""", (await client.GetSecretAsync(new RemoteRef("a"), default)).Value.RevealText());
        var metadata = await client.GetSecretAsync(new RemoteRef("a", "labels", MetadataPolicy: "Fetch"), default);
        Assert.Equal("{}", metadata.Value.RevealText());
    }

    [Fact]
    public void Wrong_spec_is_told() => Assert.Equal(
        ["a CABundle or CAProvider is required", "BearerToken.Key cannot be empty"],
        Provider.ValidateStore(world.Store("""{"server":{},"auth":{"token":{"bearerToken":{"name":"x"}}}}""")));
}
