using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

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

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var spec = ObjectFields.Child(obj, "spec");
        ValueRules.Required(spec, "attacher", "spec", errors);
        var (attacher, node) = (ObjectFields.Text(spec, "attacher"), ObjectFields.Text(spec, "nodeName"));
        ObjectMeta.AddAll(errors, "spec.attacher", attacher, Names.Subdomain(attacher.ToLowerInvariant()));
        ObjectMeta.AddAll(errors, "spec.nodeName", node, Names.Subdomain(node));
        var source = ObjectFields.Child(spec, "source");
        if (source?["persistentVolumeName"] is null == source?["inlineVolumeSpec"] is null)
        {
            errors.Add(FieldError.Required(
                "spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"));
        }
        else if (source?["persistentVolumeName"] is not null)
        {
            if (ObjectFields.Text(source, "persistentVolumeName").Length == 0)
            {
                errors.Add(FieldError.Required(
                    "spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"));
            }

            ValueRules.Subdomain(source, "persistentVolumeName", "spec.source", errors);
        }
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ValueRules.Unchanged(obj, old, "spec", "spec", errors);
}
