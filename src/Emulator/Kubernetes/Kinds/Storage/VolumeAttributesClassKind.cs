namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class VolumeAttributesClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "VolumeAttributesClass",
        Plural = "volumeattributesclasses",
        Singular = "volumeattributesclass",
        ListKind = "VolumeAttributesClassList",
        ShortNames = ["vac"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.VolumeAttributesClass";

    public override bool DeleteReturnsObject => true;
}
