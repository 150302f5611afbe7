namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class StorageClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "StorageClass",
        Plural = "storageclasses",
        Singular = "storageclass",
        ListKind = "StorageClassList",
        ShortNames = ["sc"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.StorageClass";

    public override bool DeleteReturnsObject => true;
}
