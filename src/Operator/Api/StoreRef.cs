using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Api;

/// <summary>A reference to a store. An empty kind means SecretStore.</summary>
internal readonly record struct StoreRef(string Kind, string Name)
{
    public const string Namespaced = "SecretStore";
    public const string Cluster = "ClusterSecretStore";

    public bool IsCluster => Kind == Cluster;

    public static StoreRef From(JsonObject? o) =>
        new(o.Text("kind") is { Length: > 0 } kind ? kind : Namespaced, o.Text("name"));

    public override string ToString() => $"{Kind} \"{Name}\"";
}
