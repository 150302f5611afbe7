using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Unit.Operator.Providers;

/// <summary>What providers need around them, without a cluster.</summary>
internal sealed class ProviderWorld : ISecretRefs
{
    public Dictionary<string, IReadOnlyDictionary<string, SecretBytes>> Secrets { get; } = [];

    public Dictionary<string, IReadOnlyDictionary<string, string>> Labels { get; } = [];

    public static ProviderServices Services(HttpMessageHandler? http = null, HttpMessageHandler? aws = null) => new()
    {
        Clock = new StoppedClock(),
        Random = new Random(1),
        HttpHandler = http,
        AwsHandler = aws,
        Environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://aws.test" },
        Logs = NullLoggerFactory.Instance,
    };

    public StoreContext Store(string spec, string kind = "SecretStore") => new()
    {
        Kind = kind,
        Name = "store",
        StoreNamespace = kind == "SecretStore" ? "team" : "",
        CallerNamespace = "team",
        Spec = (JsonObject)JsonNode.Parse(spec)!,
        StoreSpec = [],
        Refs = this,
    };

    public async Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
        (await SecretAsync(ns, name, cancel)) is { } secret && secret.TryGetValue(key, out var value) ? value : null;

    public Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel) =>
        Task.FromResult(Secrets.GetValueOrDefault($"{ns}/{name}"));

    public Task<IReadOnlyDictionary<string, string>?> SecretLabelsAsync(string ns, string name, CancellationToken cancel) =>
        Task.FromResult(Labels.GetValueOrDefault($"{ns}/{name}"));

    public Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
        Task.FromResult<string?>(null);

    public Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(
        string ns, string name, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    public Task<SecretBytes> ServiceAccountTokenAsync(
        string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel) =>
        Task.FromResult(SecretBytes.FromText("token"));

    internal sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long GetTimestamp() => 0;
    }
}
