using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>A typed view of an external-secrets.io/v1alpha1 PushSecret (eso.md §1.5).</summary>
internal sealed class PushSecret(JsonObject o)
{
    public JsonObject Object { get; } = o;

    public JsonObject Spec { get; } = o.Object("spec") ?? [];

    public string Name => Object.Name();

    public string Namespace => Object.Namespace();

    public string Uid => Object.Uid();

    public JsonObject? Status => Object.Object("status");

    public bool DeletesAtProvider => Spec.Text("deletionPolicy") == "Delete";

    public bool IfNotExists => Spec.Text("updatePolicy") == "IfNotExists";

    public IReadOnlyList<JsonObject> Data => Spec.Objects("data");

    public IReadOnlyList<JsonObject> DataTo => Spec.Objects("dataTo");

    public IReadOnlyList<JsonObject> StoreRefs => Spec.Objects("secretStoreRefs");

    public JsonObject? Template => Spec.Object("template");

    public string SyncedResourceVersion => Status.Text("syncedResourceVersion");

    public DateTimeOffset? RefreshTime => Condition.ParseTime(Status.Text("refreshTime"));

    public string CurrentVersion => ObjectHash.ResourceVersion(
        Object.Generation(), Object.Metadata().TextMap("annotations"), Object.Metadata().TextMap("labels"));

    /// <summary>What is wrong with the interval; null when nothing is.</summary>
    public string? IntervalProblem => Spec.TextOrNull("refreshInterval") is { } text
        && !GoDuration.TryParse(text, out _, out var error) ? error : null;

    public TimeSpan RefreshInterval =>
        Spec.TextOrNull("refreshInterval") is not { } text ? TimeSpan.FromHours(1)
        : GoDuration.TryParse(text, out var d) ? d.ToTimeSpan()
        : TimeSpan.FromHours(1);
}
