namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PersistentVolumeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "PersistentVolume",
        Plural = "persistentvolumes",
        Singular = "persistentvolume",
        ListKind = "PersistentVolumeList",
        ShortNames = ["pv"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.core.v1.PersistentVolume";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;
}
