using System.Text.Json.Nodes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Providers;

/// <summary>
/// One kind of back end, one folder under <c>Providers/</c>, found by convention. Stateless: everything that lives
/// longer
/// than one reconcile (credentials, connections) belongs to the <see cref="ISecretsClient"/> it makes.
/// </summary>
public interface ISecretProvider
{
    /// <summary>The key under <c>spec.provider</c> of a store, e.g. <c>aws</c>.</summary>
    string Key { get; }

    /// <summary>What stores of this provider can do; written to the store's status.</summary>
    ProviderCapabilities Capabilities { get; }

    /// <summary>
    /// All problems of a store's spec that can be seen without talking to anybody, with ESO's texts; empty when
    /// none.
    /// </summary>
    /// <param name="store">The store; its namespace is empty for a ClusterSecretStore.</param>
    IReadOnlyList<string> ValidateStore(StoreContext store);

    /// <summary>
    /// A client for one store as seen from one namespace. Resolves credentials; may be called concurrently.
    /// </summary>
    /// <exception cref="ProviderException">Credentials are missing or refused.</exception>
    Task<ISecretsClient> ConnectAsync(StoreContext store, CancellationToken cancel);
}

/// <summary>A connection to one store. Absence is a value, failure is a <see cref="ProviderException"/>.</summary>
public interface ISecretsClient : IAsyncDisposable
{
    /// <summary>
    /// One value. Missing is not a failure: return <see cref="SecretRead.Missing"/>; the deletion policy decides.
    /// </summary>
    Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel);

    /// <summary>All members of a structured value (<c>dataFrom.extract</c>). Missing as above.</summary>
    Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel);

    /// <summary>Every secret that a <c>dataFrom.find</c> matches, by key.</summary>
    Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(FindSpec find, CancellationToken cancel);

    /// <summary>Writes one value (PushSecret).</summary>
    Task PushSecretAsync(PushRequest request, CancellationToken cancel);

    /// <summary>Deletes what PushSecret wrote; absent is success.</summary>
    Task DeleteSecretAsync(PushTarget target, CancellationToken cancel);

    /// <summary>Whether the target holds a value (updatePolicy IfNotExists).</summary>
    Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel);

    /// <summary>Whether the store works, as far as can be told without reading a secret.</summary>
    Task<StoreValidation> ValidateAsync(CancellationToken cancel);
}

/// <summary>What a store can do.</summary>
public enum ProviderCapabilities
{
    ReadOnly,
    WriteOnly,
    ReadWrite,
}

/// <summary>
/// Outcome of <see cref="ISecretsClient.ValidateAsync"/>. Unknown means: nothing wrong, nothing proven.
/// </summary>
public enum StoreValidation
{
    Ready,
    Unknown,
}

/// <summary>A store and the way to what it refers to.</summary>
public sealed record StoreContext
{
    /// <summary><c>SecretStore</c> or <c>ClusterSecretStore</c>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The store's own namespace; empty for a ClusterSecretStore.</summary>
    public required string StoreNamespace { get; init; }

    /// <summary>
    /// The namespace the store is used from: the ExternalSecret's; the store's own when it validates itself.
    /// </summary>
    public required string CallerNamespace { get; init; }

    /// <summary>The value under <c>spec.provider.&lt;key&gt;</c>.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>The whole store spec (retrySettings, refreshInterval, conditions).</summary>
    public required JsonObject StoreSpec { get; init; }

    /// <summary>Reads the Secrets, ConfigMaps and ServiceAccounts a store names.</summary>
    public required ISecretRefs Refs { get; init; }

    /// <summary>uid and resourceVersion of the store: changes whenever its spec may have.</summary>
    public string Version { get; init; } = "";
}

/// <summary>
/// How a provider reaches credentials kept in the cluster. Namespaces are given; the caller has applied the rules.
/// </summary>
public interface ISecretRefs
{
    /// <summary>A key of a Secret; null when the Secret or the key is absent.</summary>
    Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel);

    /// <summary>All keys of a Secret; null when absent.</summary>
    Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel);

    /// <summary>Labels of a Secret; null when it is absent or labels are not known here.</summary>
    Task<IReadOnlyDictionary<string, string>?> SecretLabelsAsync(string ns, string name, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    /// <summary>A key of a ConfigMap; null when absent.</summary>
    Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel);

    /// <summary>Annotations of a ServiceAccount; null when it is absent.</summary>
    Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(
        string ns, string name, CancellationToken cancel);

    /// <summary>A token for a ServiceAccount by TokenRequest.</summary>
    /// <exception cref="ProviderException">The account is absent or the request was refused.</exception>
    Task<SecretBytes> ServiceAccountTokenAsync(
        string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel);
}

/// <summary><c>remoteRef</c> or <c>extract</c> of an ExternalSecret.</summary>
public sealed record RemoteRef(
    string Key,
    string Property = "",
    string Version = "",
    string MetadataPolicy = "None");

/// <summary><c>dataFrom[].find</c> of an ExternalSecret.</summary>
public sealed record FindSpec(string Path, string NameRegexp, IReadOnlyDictionary<string, string> Tags);

/// <summary>Where a PushSecret writes.</summary>
public sealed record PushTarget(string RemoteKey, string Property, JsonNode? Metadata);

/// <summary>What a PushSecret writes: one key of the source Secret, or (SecretKey empty) all of it.</summary>
public sealed record PushRequest(
    PushTarget Target,
    string SecretKey,
    IReadOnlyDictionary<string, SecretBytes> SourceData,
    IReadOnlyDictionary<string, string> SourceLabels,
    IReadOnlyDictionary<string, string> SourceAnnotations)
{
    /// <summary>The source Secret's type; empty when it has none (a generator's output).</summary>
    public string SourceType { get; init; } = "";
}

/// <summary>A value, or the fact that there is none.</summary>
public readonly record struct SecretRead(bool Found, SecretBytes Value)
{
    public static readonly SecretRead Missing;

    public static SecretRead Of(SecretBytes value) => new(true, value);
}

/// <summary>Named values, or the fact that the secret is absent.</summary>
public readonly record struct SecretMapRead(bool Found, IReadOnlyDictionary<string, SecretBytes>? Values)
{
    public static readonly SecretMapRead Missing;

    public static SecretMapRead Of(IReadOnlyDictionary<string, SecretBytes> values) => new(true, values);
}

/// <summary>Classes of provider failure: they decide the retry, never the text.</summary>
public enum Failure
{
    /// <summary>
    /// The spec or a reference cannot work as written; retrying alone will not mend it (still retried by backoff).
    /// </summary>
    Invalid,

    /// <summary>The back end refused the identity or the action.</summary>
    Denied,

    /// <summary>The back end asked to slow down.</summary>
    Throttled,

    /// <summary>Network, time-out, 5xx.</summary>
    Unavailable,
}

/// <summary>
/// A provider failed. The message is ESO's text, stable: no request ids, times or counters, never a secret value.
/// </summary>
public sealed class ProviderException : Exception
{
    public ProviderException(Failure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    public Failure Failure { get; }

    /// <summary>
    /// Thrown by <see cref="ISecretsClient.ValidateAsync"/> when the store may work all the same: it counts as
    /// ready.
    /// </summary>
    public bool IsUndetermined { get; init; }
}
