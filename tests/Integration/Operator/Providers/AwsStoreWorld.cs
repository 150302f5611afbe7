using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Aws;
using Eso.Operator.Secrets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Integration.Operator.Providers;

/// <summary>An embedded AWS that checks signatures, and an aws provider that calls it as a user it knows.</summary>
internal sealed class AwsStoreWorld : IDisposable
{
    public const string Account = "123456789012";
    public const string Region = "eu-west-1";

    private readonly AwsServer server;

    public AwsStoreWorld(IReadOnlyDictionary<string, string>? environment = null)
    {
        var options = new AwsServerOptions { Signatures = SignatureMode.Strict };
        server = new AwsServer(options, Clock, new Entropy(1), Journal, new Activity());
        Call("iam", "CreateUser", """{"UserName":"eso"}""");
        Key = (JsonObject)Call("iam", "CreateAccessKey", """{"UserName":"eso"}""")["AccessKey"]!;
        Handler = new InMemoryDoor(server.Pipeline);
        Provider = new AwsProvider(new ProviderServices
        {
            Clock = Clock,
            Random = new Random(1),
            AwsHandler = Handler,
            Environment = environment ?? new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://aws.test" },
            Logs = NullLoggerFactory.Instance,
        });
    }

    public StoppedClock Clock { get; } = new();

    public Journal Journal { get; } = new();

    public JsonObject Key { get; }

    public HttpMessageHandler Handler { get; }

    public AwsServer Server => server;

    public AwsProvider Provider { get; }

    public FakeRefs Refs { get; } = new();

    public JsonObject Call(string service, string operation, string request) =>
        server.Call(service, operation, (JsonObject)JsonNode.Parse(request)!, Account, Region);

    public JsonObject CreateSecret(string name, string value) => Call(
        "secretsmanager",
        "CreateSecret",
        new JsonObject { ["Name"] = name, ["SecretString"] = value, ["ClientRequestToken"] = new string('t', 32) + name.Length }
            .ToJsonString());

    public void PutParameter(string name, string value, string type = "SecureString") => Call(
        "ssm",
        "PutParameter",
        new JsonObject { ["Name"] = name, ["Value"] = value, ["Type"] = type, ["Overwrite"] = true }.ToJsonString());

    public async Task<ISecretsClient> ConnectAsync(string service, string extra = "{}")
    {
        Refs.Secrets["team/aws"] = new Dictionary<string, SecretBytes>
        {
            ["id"] = SecretBytes.FromText(Key["AccessKeyId"]!.GetValue<string>()),
            ["secret"] = SecretBytes.FromText(Key["SecretAccessKey"]!.GetValue<string>()),
        };
        return await Provider.ConnectAsync(Store(service, extra), default);
    }

    public StoreContext Store(string service, string extra = "{}")
    {
        var spec = (JsonObject)JsonNode.Parse($$"""
            {
              "service": "{{service}}", "region": "{{Region}}",
              "auth": {"secretRef": {
                "accessKeyIDSecretRef": {"name": "aws", "key": "id"},
                "secretAccessKeySecretRef": {"name": "aws", "key": "secret"} } }
            }
            """)!;
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(extra)!)
        {
            spec[name] = value?.DeepClone();
        }

        return new StoreContext
        {
            Kind = "SecretStore",
            Name = "store",
            StoreNamespace = "team",
            CallerNamespace = "team",
            Spec = spec,
            StoreSpec = [],
            Refs = Refs,
        };
    }

    /// <summary>Calls AWS has seen since the start, by operation.</summary>
    public int Calls(string operation) => Journal.Read("aws").Count(e => e.Operation == operation && e.UserAgent.StartsWith("eso/"));

    public void Dispose() => server.Dispose();
}

internal sealed class StoppedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}

internal sealed class FakeRefs : ISecretRefs
{
    public Dictionary<string, IReadOnlyDictionary<string, SecretBytes>> Secrets { get; } = [];

    public Dictionary<string, string> ConfigMapKeys { get; } = [];

    public Dictionary<string, IReadOnlyDictionary<string, string>> ServiceAccounts { get; } = [];

    public async Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
        (await SecretAsync(ns, name, cancel)) is { } secret && secret.TryGetValue(key, out var value) ? value : null;

    public Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel) =>
        Task.FromResult(Secrets.GetValueOrDefault($"{ns}/{name}"));

    public Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
        Task.FromResult(ConfigMapKeys.GetValueOrDefault($"{ns}/{name}/{key}"));

    public Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(
        string ns, string name, CancellationToken cancel) =>
        Task.FromResult(ServiceAccounts.GetValueOrDefault($"{ns}/{name}"));

    public Task<SecretBytes> ServiceAccountTokenAsync(
        string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel) =>
        Task.FromResult(SecretBytes.FromText($"token of {ns}/{name} for {string.Join(',', audiences)}"));
}
