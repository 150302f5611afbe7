using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes;

/// <summary>What every part of one API server shares.</summary>
internal sealed class KubeCore
{
    private WebhookClient? webhooks;
    private Func<string, string, string, JsonObject?>? read;
    private Func<string, string?, IEnumerable<JsonObject>>? list;

    public required KubeServerOptions Options { get; init; }

    public required TimeProvider Clock { get; init; }

    public required Entropy Entropy { get; init; }

    public required Activity Activity { get; init; }

    public required KindRegistry Kinds { get; init; }

    public required ObjectStore Store { get; init; }

    public required CertificateAuthority Certificates { get; init; }

    public required TokenIssuer Tokens { get; init; }

    public required Authorizer Authorizer { get; init; }

    public required WatcherRegistry Watchers { get; init; }

    /// <summary>What follows a write before it is answered: CRDs take effect at once.</summary>
    public Func<Kind, StoredObject?, StoredObject?, ValueTask>? Committed { get; set; }

    /// <summary>The built-in node; null when Pods do not run.</summary>
    public Pods.PodRunner? Pods { get; set; }

    public AdmissionChain Admission { get; set; } = AdmissionChain.None;

    /// <summary>The server's URL as clients see it; set when a door opens.</summary>
    public string Url { get; set; } = "https://kubernetes.default.svc";

    public WebhookClient Webhooks => webhooks ??= new WebhookClient(this);

    /// <summary>Where controllers begin to read the log; null: at its end.</summary>
    public StoreLink? ControllersFrom { get; set; }

    /// <summary>The last revision of what the cluster came with.</summary>
    public long InitialRevision { get; set; }

    /// <summary>The issuer of ServiceAccount tokens and their default audience.</summary>
    public string Issuer => Options.Issuer.Length > 0 ? Options.Issuer : Url;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public ObjectTable Table(Kind kind) => Store.Table(kind.StorageKey);

    /// <summary>An object by its storage key; null when absent.</summary>
    public StoredObject? Find(string storageKey, string ns, string name) => Store.Table(storageKey).Find(ns, name);

    public ValueTask CommittedAsync(Kind kind, StoredObject? stored, StoredObject? before) =>
        Committed?.Invoke(kind, stored, before) ?? ValueTask.CompletedTask;

    /// <summary>What kinds' hooks may read.</summary>
    public KindContext Context(Kind kind, KubeUser? user = null) => new()
    {
        Now = Now,
        Entropy = Entropy,
        ApiVersion = kind.Resource.ApiVersion,
        Read = read ??= (key, ns, name) => Find(key, ns, name)?.Parse(),
        List = list ??= (key, ns) => ObjectReads.InNamespace(Store.Table(key), ns).Select(o => o.Parse()),
        User = user ?? KubeUser.Server,
    };
}

/// <summary>Reading stored objects in the version a caller asked for.</summary>
internal static class ObjectReads
{
    /// <summary>A table's objects in one namespace, or (null or empty) all, in key order.</summary>
    public static IEnumerable<StoredObject> InNamespace(ObjectTable table, string? ns) => InNamespace(table.Current, ns);

    public static IEnumerable<StoredObject> InNamespace(ObjectTree tree, string? ns) =>
        string.IsNullOrEmpty(ns) ? tree.Range(null, null) : tree.Range(ns + "/", ns + "0");

    /// <summary>The caller's own copy, in <paramref name="kind"/>'s version.</summary>
    public static async ValueTask<JsonObject> ReadAsync(Kind kind, StoredObject stored, CancellationToken cancellation)
    {
        if (!ReferenceEquals(stored.Kind, kind) && kind.Converter is not null)
        {
            // As from a watch cache: what a webhook once converted is not converted again.
            var bytes = await BytesAsync(kind, stored, cancellation).ConfigureAwait(false);
            return Wire.JsonReading.Tree(bytes)!.AsObject();
        }

        return await FreshAsync(kind, stored, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same, from storage: a webhook is asked again.</summary>
    public static async ValueTask<JsonObject> FreshAsync(Kind kind, StoredObject stored, CancellationToken cancellation)
    {
        var obj = stored.Parse();
        return ReferenceEquals(stored.Kind, kind)
            ? obj
            : await ConvertAsync(kind, stored.Kind, obj, cancellation).ConfigureAwait(false);
    }

    /// <summary>The bytes of the object in <paramref name="kind"/>'s version: the stored ones, whenever they fit.</summary>
    public static ValueTask<byte[]> BytesAsync(Kind kind, StoredObject stored, CancellationToken cancellation)
    {
        if (ReferenceEquals(stored.Kind, kind))
        {
            return ValueTask.FromResult(stored.Json);
        }

        return stored.Rendered(kind) is { } known ? ValueTask.FromResult(known) : MakeAsync(kind, stored, cancellation);
    }

    private static async ValueTask<byte[]> MakeAsync(Kind kind, StoredObject stored, CancellationToken cancellation)
    {
        var obj = await ConvertAsync(kind, stored.Kind, stored.Parse(), cancellation).ConfigureAwait(false);
        var bytes = ObjectDraft.Of(obj, kind).At(stored.Revision).Json;
        stored.Remember(kind, bytes);
        return bytes;
    }

    private static async ValueTask<JsonObject> ConvertAsync(
        Kind kind, Kind written, JsonObject obj, CancellationToken cancellation)
    {
        var apiVersion = kind.Resource.ApiVersion;
        if (kind.Converter is { } converter && ObjectFields.Text(obj, "apiVersion") != apiVersion)
        {
            obj = await converter.ConvertAsync(obj, apiVersion, cancellation).ConfigureAwait(false);
            kind.Prune(obj, null);
            kind.Default(obj);
        }
        else if (kind.StorageApiVersion != apiVersion)
        {
            written.Default(obj);
            obj = kind.FromStorage(obj);
        }
        else
        {
            // Defaults and pruning of the schema as it is now, not as it was when the object was written.
            obj = ObjectFields.WithVersion(obj, apiVersion, kind.Resource.Kind);
            kind.Prune(obj, null);
            kind.Default(obj);
        }

        return obj;
    }
}
