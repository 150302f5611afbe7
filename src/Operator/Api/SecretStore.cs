using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Api;

/// <summary>A typed view of a SecretStore or ClusterSecretStore (eso.md §1.4).</summary>
internal sealed class SecretStore(JsonObject o)
{
    public JsonObject Object { get; } = o;

    public JsonObject Spec { get; } = o.Object("spec") ?? [];

    /// <summary>Items of cached lists may lack a kind; scope tells.</summary>
    public string Kind { get; } = o.Kind() is { Length: > 0 } kind ? kind
        : o.Namespace().Length > 0 ? StoreRef.Namespaced : StoreRef.Cluster;

    public string Name => Object.Name();

    public string Namespace => Object.Namespace();

    public string ControllerClass => Spec.Text("controller");

    public JsonObject Provider => Spec.Object("provider") ?? [];

    public bool IsReady => Condition.IsTrue(Object.Object("status"), Condition.Ready);

    public IReadOnlyList<JsonObject> Conditions => Spec.Objects("conditions");
}
