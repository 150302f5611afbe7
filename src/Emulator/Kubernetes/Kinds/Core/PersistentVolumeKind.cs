using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Storage;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

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

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Capacity", "string", "", "Its size"),
        new("Access Modes", "string", "", "How it may be mounted"),
        new("Reclaim Policy", "string", "", "What becomes of it"),
        new("Status", "string", "", "Phase"),
        new("Claim", "string", "", "The claim bound"),
        new("StorageClass", "string", "", "Its class"),
        new("VolumeAttributesClass", "string", "", "Its attributes class"),
        new("Reason", "string", "", "Why it failed"),
        StandardColumns.Age,
        new("VolumeMode", "string", "", "Filesystem or Block", 1),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        var status = Child(obj, "status");
        var claim = Child(spec, "claimRef");
        var phase = obj["metadata"]?["deletionTimestamp"] is null ? Text(status, "phase") : "Terminating";
        return
        [
            Name(obj), Text(Child(spec, "capacity"), "storage"), ShownText.AccessModes(spec),
            Text(spec, "persistentVolumeReclaimPolicy"), phase,
            claim is null ? "" : $"{Text(claim, "namespace")}/{Text(claim, "name")}", Text(spec, "storageClassName"),
            ShownText.OrUnset(Text(spec, "volumeAttributesClassName")), Text(status, "reason"),
            StandardColumns.AgeOf(obj, now), ShownText.OrUnset(Text(spec, "volumeMode")),
        ];
    }

    public override void Default(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        ObjectFields.Default(spec, "persistentVolumeReclaimPolicy", "Retain");
        ObjectFields.Default(spec, "volumeMode", "Filesystem");
        if (Child(spec, "hostPath") is { } path)
        {
            ObjectFields.Default(path, "type", "");
        }

        ObjectFields.Default(Ensure(obj, "status"), "phase", "Pending");
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context) =>
        obj["status"] = new JsonObject { ["phase"] = "Pending" };

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        PersistentVolumeRules.Validate(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => PersistentVolumeRules.Update(obj, old, errors);
}
