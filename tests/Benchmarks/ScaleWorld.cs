using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;

namespace Eso.Benchmarks;

/// <summary>A world without an operator, filled; counts what an operator does in it as it happens.</summary>
internal sealed class ScaleWorld : IAsyncDisposable
{
    private const string Agent = "external-secrets";

    public static readonly ResourceType ExternalSecrets =
        new("external-secrets.io", "v1", "externalsecrets", "ExternalSecret", true);

    private static readonly ResourceType Stores = new("external-secrets.io", "v1", "secretstores", "SecretStore", true);
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private readonly ConcurrentDictionary<string, long> kube = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> aws = new(StringComparer.Ordinal);
    private readonly AwsAccess access;
    private readonly bool parameters;

    private ScaleWorld(EmbeddedWorld world, bool parameters, TimeProvider machine)
    {
        World = world;
        this.parameters = parameters;
        // On the machine's clock: time-outs must not run while the world's clock leaps.
        Client = new KubeClient(world.Connection, null, machine, new KubeClientSettings { UserAgent = "benchmark/1" });
        access = AwsAccess.ToEmulator(new Uri(world.AwsEndpoint), http, world.Clock, world.Entropy.Uuid);
        world.Journal.Recorded += Count;
    }

    public EmbeddedWorld World { get; }

    public KubeClient Client { get; }

    /// <summary>Successful writes of the operator by kind of request.</summary>
    public IReadOnlyDictionary<string, long> Writes => kube;

    /// <summary>The operator's calls of AWS by operation; failed ones under their error.</summary>
    public IReadOnlyDictionary<string, long> Calls => aws;

    public long WriteCount => kube.Where(w => !w.Key.StartsWith("GET", StringComparison.Ordinal)).Sum(w => w.Value);

    public long CallCount => aws.Values.Sum();

    public long StatusWrites => kube.Where(w => w.Key.EndsWith("externalsecrets/status", StringComparison.Ordinal)).Sum(w => w.Value);

    public static async Task<ScaleWorld> StartAsync(WorldOptions options, bool parameters, TimeProvider machine)
    {
        // With an operator, since a cluster without one has none of its rights either; it is started when all is in place.
        var world = await EmbeddedWorld.StartAsync(options with { Operator = true }, machine, CancellationToken.None);
        await world.StopOperatorAsync(CancellationToken.None);
        return new ScaleWorld(world, parameters, machine);
    }

    /// <summary>Makes the store, and of each number a remote secret and an ExternalSecret.</summary>
    public async Task FillAsync(int objects)
    {
        var service = parameters ? "ParameterStore" : "SecretsManager";
        await Client.CreateAsync(Stores, "default", (JsonObject)JsonNode.Parse($$$$"""
            {"apiVersion":"external-secrets.io/v1","kind":"SecretStore","metadata":{"name":"aws"},
             "spec":{"provider":{"aws":{"service":"{{{{service}}}}","region":"us-east-1"} } } }
            """)!, CancellationToken.None);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, objects),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, cancel) =>
            {
                await RemoteAsync($"app/{i}", i, cancel);
                await CreateAsync($"e{i}", $"app/{i}", cancel);
            });
    }

    public Task RemoteAsync(string name, int i, CancellationToken cancel) => parameters
        ? access.CallAsync(
            "ssm",
            "PutParameter",
            new JsonObject { ["Name"] = "/" + name, ["Value"] = Value(i), ["Type"] = "SecureString" },
            null,
            cancel)
        : access.CallAsync(
            "secretsmanager", "CreateSecret", new JsonObject { ["Name"] = name, ["SecretString"] = Value(i) }, null, cancel);

    public Task CreateAsync(string name, string key, CancellationToken cancel)
    {
        var remote = (parameters ? "/" : "") + key;
        return Client.CreateAsync(ExternalSecrets, "default", (JsonObject)JsonNode.Parse($$$$"""
            {"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","metadata":{"name":"{{{{name}}}}"},
             "spec":{"refreshInterval":"1h","secretStoreRef":{"name":"aws"},
             "dataFrom":[{"extract":{"key":"{{{{remote}}}}"} }]} }
            """)!, cancel);
    }

    public void Forget()
    {
        kube.Clear();
        aws.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        http.Dispose();
        await World.DisposeAsync();
    }

    private static string Value(int i) => $"{{\"user\":\"u{i}\",\"password\":\"p{i}\"}}";

    private void Count(JournalEntry entry)
    {
        if (entry.Target == "aws")
        {
            if (!entry.UserAgent.StartsWith("eso-scenario", StringComparison.Ordinal))
            {
                aws.AddOrUpdate(entry.Error is null ? entry.Operation : $"{entry.Operation} {entry.Error}", 1, (_, n) => n + 1);
            }
        }
        else if (entry.UserAgent.StartsWith(Agent, StringComparison.Ordinal) && entry.Status is >= 200 and < 300)
        {
            kube.AddOrUpdate(Kind(entry.Operation), 1, (_, n) => n + 1);
        }
    }

    // "PATCH /apis/g/v1/namespaces/default/externalsecrets/e1/status" -> "PATCH externalsecrets/status"
    private static string Kind(string operation)
    {
        var blank = operation.IndexOf(' ');
        var path = operation[(blank + 1)..];
        var query = path.IndexOf('?');
        var steps = (query < 0 ? path : path[..query]).Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        var at = steps.IndexOf("namespaces");
        var rest = at >= 0 && steps.Count > at + 2 ? steps[(at + 2)..] : steps[(steps[0] == "api" ? 2 : Math.Min(3, steps.Count))..];
        return rest.Count == 0 ? operation
            : $"{operation[..blank]} {rest[0]}{(rest.Count > 2 ? "/" + rest[2] : "")}";
    }
}
