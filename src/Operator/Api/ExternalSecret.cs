using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Api;

/// <summary>A typed view of an external-secrets.io/v1 ExternalSecret. Defaults are those the CRD gives (eso.md §1.3).</summary>
internal sealed class ExternalSecret
{
    public ExternalSecret(JsonObject o)
    {
        Object = o;
        Spec = o.Object("spec") ?? [];
        Target = Spec.Object("target") ?? [];
        Name = o.Name();
        Namespace = o.Namespace();
    }

    public JsonObject Object { get; }

    public JsonObject Spec { get; }

    public JsonObject Target { get; }

    public string Name { get; }

    public string Namespace { get; }

    public string Uid => Object.Uid();

    public JsonObject? Status => Object.Object("status");

    public JsonObject? StoreReference => Spec.Object("secretStoreRef");

    public StoreRef Store => StoreRef.From(StoreReference);

    public string TargetName => Target.Text("name") is { Length: > 0 } name ? name : Name;

    public string CreationPolicy => Target.Text("creationPolicy") is { Length: > 0 } p ? p : "Owner";

    public string DeletionPolicy => Target.Text("deletionPolicy") is { Length: > 0 } p ? p : "Retain";

    public bool Immutable => Target.Flag("immutable");

    public JsonObject? Template => Target.Object("template");

    /// <summary>Kind and version of a generic target; null for a Secret.</summary>
    public JsonObject? Manifest => Target.Object("manifest");

    public string RefreshPolicy => Spec.Text("refreshPolicy");

    public IReadOnlyList<JsonObject> Data => Spec.Objects("data");

    public IReadOnlyList<JsonObject> DataFrom => Spec.Objects("dataFrom");

    public string SyncedResourceVersion => Status.Text("syncedResourceVersion");

    public DateTimeOffset? RefreshTime => Condition.ParseTime(Status.Text("refreshTime"));

    /// <summary>What <see cref="SyncedResourceVersion"/> is compared with: generation, labels and annotations.</summary>
    public string CurrentVersion => ObjectHash.ResourceVersion(
        Object.Generation(), Object.Metadata().TextMap("annotations"), Object.Metadata().TextMap("labels"));

    /// <summary>Zero or less means: never by time. An interval that cannot be read counts as the default hour.</summary>
    public TimeSpan RefreshInterval =>
        Spec.TextOrNull("refreshInterval") is not { } text ? TimeSpan.FromHours(1)
        : GoDuration.TryParse(text, out var d) ? d.ToTimeSpan()
        : TimeSpan.FromHours(1);

    /// <summary>What is wrong with the interval; null when nothing is.</summary>
    public string? IntervalProblem => Spec.TextOrNull("refreshInterval") is { } text
        && !GoDuration.TryParse(text, out _, out var error) ? error : null;

    /// <summary>Every store named anywhere in the spec.</summary>
    public IEnumerable<StoreRef> AllStores()
    {
        if (StoreReference is not null)
        {
            yield return Store;
        }

        foreach (var entry in Data.Concat(DataFrom))
        {
            if (entry.Object("sourceRef").Object("storeRef") is { } store)
            {
                yield return StoreRef.From(store);
            }
        }
    }

    /// <summary>Every generator named in dataFrom.</summary>
    public IEnumerable<JsonObject> AllGenerators() => DataFrom
        .Select(d => d.Object("sourceRef").Object("generatorRef")).OfType<JsonObject>();
}
