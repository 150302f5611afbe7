namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ResourceSliceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "resource.k8s.io",
        Version = "v1",
        Kind = "ResourceSlice",
        Plural = "resourceslices",
        Singular = "resourceslice",
        ListKind = "ResourceSliceList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.resource.v1.ResourceSlice";

    public override bool ManagesGeneration => true;

    public override bool DeleteReturnsObject => true;
}
