using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Kubernetes.Configuration;
using Eso.Kubernetes.Transport;

namespace Eso.Kubernetes.Client;

/// <summary>
/// A client for any resource, objects in their JSON form. Thread-safe. Every failure is a <see cref="KubeException"/>;
/// cancellation is OperationCanceledException.
/// </summary>
public sealed partial class KubeClient : IDisposable
{
    private const string PartialObject = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
    private const string PartialList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
    private readonly KubeTransport transport;
    private readonly TimeProvider clock;
    private readonly KubeClientSettings settings;
    private readonly TokenBucket? bucket;

    /// <param name="connection">Where and as whom.</param>
    /// <param name="handler">Carries the requests instead of sockets; not disposed. Null means sockets.</param>
    /// <param name="clock">Time-outs and waits run on it.</param>
    /// <param name="settings">Limits; null means the defaults.</param>
    public KubeClient(
        KubeConnection connection, HttpMessageHandler? handler, TimeProvider clock, KubeClientSettings? settings = null)
    {
        transport = new KubeTransport(connection, handler, clock);
        this.clock = clock;
        this.settings = settings ?? new KubeClientSettings();
        bucket = this.settings.RequestsPerSecond > 0
            ? new TokenBucket(this.settings.RequestsPerSecond, this.settings.RequestBurst, clock)
            : null;
        Connection = connection;
    }

    public KubeConnection Connection { get; }

    /// <summary>The sockets this client would use, for those who put something of their own in front of them.</summary>
    public static HttpMessageHandler Sockets(KubeConnection connection) => KubeTransport.MakeHandler(connection);

    /// <summary>Bytes handled of every watch that is open.</summary>
    public WatchLedger Watches { get; } = new();

    public void Dispose() => transport.Dispose();

    public Task<JsonObject> GetAsync(ResourceType type, string? ns, string name, CancellationToken cancel) =>
        ObjectAsync(HttpMethod.Get, type.Path(ns, name), null, null, null, cancel);

    /// <summary>As <see cref="GetAsync"/>; null when there is no such object.</summary>
    public async Task<JsonObject?> FindAsync(ResourceType type, string? ns, string name, CancellationToken cancel)
    {
        try
        {
            return await GetAsync(type, ns, name, cancel);
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Only the metadata; null when there is no such object.</summary>
    public async Task<JsonObject?> FindMetadataAsync(ResourceType type, string? ns, string name, CancellationToken cancel)
    {
        try
        {
            return await ObjectAsync(HttpMethod.Get, type.Path(ns, name), null, null, PartialObject, cancel);
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public Task<JsonObject> CreateAsync(
        ResourceType type, string? ns, JsonObject body, CancellationToken cancel, WriteOptions? options = null) =>
        ObjectAsync(HttpMethod.Post, type.Path(ns) + Query(options), Body(body), "application/json", null, cancel);

    /// <summary>POST to a subresource of an object, e.g. <c>token</c>.</summary>
    public Task<JsonObject> CreateSubresourceAsync(
        ResourceType type, string? ns, string name, string subresource, JsonObject body, CancellationToken cancel) =>
        ObjectAsync(HttpMethod.Post, type.Path(ns, name, subresource), Body(body), "application/json", null, cancel);

    /// <summary>PUT; the body's resourceVersion guards against overwriting others.</summary>
    public Task<JsonObject> UpdateAsync(
        ResourceType type, string? ns, JsonObject body, CancellationToken cancel, WriteOptions? options = null) =>
        ObjectAsync(
            HttpMethod.Put,
            type.Path(ns, body.Name(), options?.Subresource) + Query(options),
            Body(body),
            "application/json",
            null,
            cancel);

    public Task<JsonObject> UpdateStatusAsync(
        ResourceType type, string? ns, JsonObject body, CancellationToken cancel, WriteOptions? options = null) =>
        UpdateAsync(type, ns, body, cancel, (options ?? WriteOptions.None) with { Subresource = "status" });

    public Task<JsonObject> PatchAsync(
        ResourceType type,
        string? ns,
        string name,
        PatchKind kind,
        JsonNode patch,
        CancellationToken cancel,
        WriteOptions? options = null) =>
        ObjectAsync(
            HttpMethod.Patch,
            type.Path(ns, name, options?.Subresource) + Query(options),
            Body(patch),
            MediaType(kind),
            null,
            cancel);

    /// <summary>False when there was no such object.</summary>
    public async Task<bool> DeleteAsync(
        ResourceType type, string? ns, string name, CancellationToken cancel, DeleteOptions? options = null)
    {
        try
        {
            var body = DeleteBody(options);
            await ObjectAsync(HttpMethod.Delete, type.Path(ns, name), body, body is null ? null : "application/json", null, cancel);
            return true;
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>GET of any path, e.g. <c>/version</c> or discovery documents.</summary>
    public Task<JsonObject> GetPathAsync(string path, CancellationToken cancel, string? accept = null) =>
        ObjectAsync(HttpMethod.Get, path.TrimStart('/'), null, null, accept, cancel);

    /// <summary>GET of any path whose answer is text, e.g. a pod's log.</summary>
    public async Task<string> GetTextAsync(string path, CancellationToken cancel)
    {
        var bytes = await BytesAsync(HttpMethod.Get, path.TrimStart('/'), null, null, "*/*", cancel);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>Asks the API server for a token of a ServiceAccount (TokenRequest).</summary>
    public async Task<string> CreateTokenAsync(
        string ns, string serviceAccount, IReadOnlyList<string> audiences, TimeSpan? lifetime, CancellationToken cancel)
    {
        var spec = new JsonObject { ["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]) };
        if (lifetime is { } span && span > TimeSpan.Zero)
        {
            spec["expirationSeconds"] = (long)span.TotalSeconds;
        }

        var request = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = spec,
        };
        var answer = await CreateSubresourceAsync(CoreTypes.ServiceAccount, ns, serviceAccount, "token", request, cancel);
        return answer.Object("status").Text("token");
    }

    private static byte[] Body(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, KubeJson.Compact);

    private static byte[]? DeleteBody(DeleteOptions? options)
    {
        if (options is null || options == DeleteOptions.None)
        {
            return null;
        }

        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.Uid.Length > 0)
        {
            body.Ensure("preconditions")["uid"] = options.Uid;
        }

        if (options.ResourceVersion.Length > 0)
        {
            body.Ensure("preconditions")["resourceVersion"] = options.ResourceVersion;
        }

        if (options.Propagation.Length > 0)
        {
            body["propagationPolicy"] = options.Propagation;
        }

        return Body(body);
    }

    private static string MediaType(PatchKind kind) => kind switch
    {
        PatchKind.Json => "application/json-patch+json",
        PatchKind.Merge => "application/merge-patch+json",
        PatchKind.Strategic => "application/strategic-merge-patch+json",
        _ => "application/apply-patch+yaml",
    };

    private static string Query(WriteOptions? options)
    {
        if (options is null || options == WriteOptions.None)
        {
            return "";
        }

        var query = new StringBuilder();
        Add("fieldManager", options.FieldManager);
        Add("fieldValidation", options.FieldValidation);
        Add("dryRun", options.DryRun ? "All" : "");
        Add("force", options.Force ? "true" : "");
        return query.ToString();

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
