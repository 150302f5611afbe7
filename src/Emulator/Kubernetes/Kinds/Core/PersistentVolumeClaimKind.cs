namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PersistentVolumeClaimKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "PersistentVolumeClaim",
        Plural = "persistentvolumeclaims",
        Singular = "persistentvolumeclaim",
        ListKind = "PersistentVolumeClaimList",
        ShortNames = ["pvc"],
    };

    public override string TypeName => "io.k8s.api.core.v1.PersistentVolumeClaim";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;
}
