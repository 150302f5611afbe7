namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CSINodeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "CSINode",
        Plural = "csinodes",
        Singular = "csinode",
        ListKind = "CSINodeList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.CSINode";

    public override bool AllowUnconditionalUpdate => false;

    public override bool DeleteReturnsObject => true;
}
