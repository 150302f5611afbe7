namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CSIStorageCapacityKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "CSIStorageCapacity",
        Plural = "csistoragecapacities",
        Singular = "csistoragecapacity",
        ListKind = "CSIStorageCapacityList",
    };

    public override string TypeName => "io.k8s.api.storage.v1.CSIStorageCapacity";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override bool DeleteReturnsObject => true;
}
