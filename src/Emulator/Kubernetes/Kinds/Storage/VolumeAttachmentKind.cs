namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class VolumeAttachmentKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "VolumeAttachment",
        Plural = "volumeattachments",
        Singular = "volumeattachment",
        ListKind = "VolumeAttachmentList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.VolumeAttachment";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;
}
