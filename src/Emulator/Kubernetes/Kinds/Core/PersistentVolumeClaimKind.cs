using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Storage;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

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

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Status", "string", "", "Phase"),
        new("Volume", "string", "", "The volume bound"),
        new("Capacity", "string", "", "Its size"),
        new("Access Modes", "string", "", "How it may be mounted"),
        new("StorageClass", "string", "", "Its class"),
        new("VolumeAttributesClass", "string", "", "Its attributes class"),
        StandardColumns.Age,
        new("VolumeMode", "string", "", "Filesystem or Block", 1),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        var status = Child(obj, "status");
        var bound = Text(spec, "volumeName").Length > 0;
        var phase = obj["metadata"]?["deletionTimestamp"] is null ? Text(status, "phase") : "Terminating";
        return
        [
            Name(obj), phase, Text(spec, "volumeName"), bound ? Text(Child(status, "capacity"), "storage") : "",
            bound ? ShownText.AccessModes(status) : "", Text(spec, "storageClassName"),
            ShownText.OrUnset(Text(spec, "volumeAttributesClassName")), StandardColumns.AgeOf(obj, now),
            ShownText.OrUnset(Text(spec, "volumeMode")),
        ];
    }

    public override void Default(JsonObject obj)
    {
        ObjectFields.Default(Ensure(obj, "spec"), "volumeMode", "Filesystem");
        ObjectFields.Default(Ensure(obj, "status"), "phase", "Pending");
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        obj["status"] = new JsonObject { ["phase"] = "Pending" };

        // dataSource and dataSourceRef say the same, whichever was given.
        var spec = Ensure(obj, "spec");
        if (spec["dataSource"] is { } source && spec["dataSourceRef"] is null)
        {
            spec["dataSourceRef"] = source.DeepClone();
        }
        else if (Child(spec, "dataSourceRef") is { } reference && spec["dataSource"] is null
            && reference["namespace"] is null)
        {
            spec["dataSource"] = reference.DeepClone();
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        ClaimRules.Validate(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ClaimRules.Update(obj, old, errors);

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ClaimRules.Status(obj, errors);
}
