namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CSIDriverKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "CSIDriver",
        Plural = "csidrivers",
        Singular = "csidriver",
        ListKind = "CSIDriverList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.CSIDriver";

    public override bool AllowUnconditionalUpdate => false;

    public override bool DeleteReturnsObject => true;
}
