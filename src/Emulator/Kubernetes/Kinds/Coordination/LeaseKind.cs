namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class LeaseKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "coordination.k8s.io",
        Version = "v1",
        Kind = "Lease",
        Plural = "leases",
        Singular = "lease",
        ListKind = "LeaseList",
    };

    public override string TypeName => "io.k8s.api.coordination.v1.Lease";

    public override bool AllowUnconditionalUpdate => false;

    public override bool AllowCreateOnUpdate => true;
}
