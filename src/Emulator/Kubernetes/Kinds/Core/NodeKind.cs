namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class NodeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Node",
        Plural = "nodes",
        Singular = "node",
        ListKind = "NodeList",
        ShortNames = ["no"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.core.v1.Node";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("proxy", "create", "delete", "get", "patch", "update") { Kind = "NodeProxyOptions" },
        Subresource.Status,
    ];
}
