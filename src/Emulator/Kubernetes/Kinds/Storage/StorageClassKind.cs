using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Storage;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

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

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Provisioner", "string", "", "Who makes volumes"),
        new("ReclaimPolicy", "string", "", "What becomes of them"),
        new("VolumeBindingMode", "string", "", "When they are bound"),
        new("AllowVolumeExpansion", "string", "", "Whether they can grow"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var isDefault = Text(obj["metadata"]?["annotations"] as JsonObject, "storageclass.kubernetes.io/is-default-class");
        return
        [
            isDefault == "true" ? $"{Name(obj)} (default)" : Name(obj), Text(obj, "provisioner"),
            Text(obj, "reclaimPolicy"), Text(obj, "volumeBindingMode"), Flag(obj, "allowVolumeExpansion"),
            StandardColumns.AgeOf(obj, now),
        ];
    }

    public override void Default(JsonObject obj)
    {
        ObjectFields.Default(obj, "reclaimPolicy", "Delete");
        ObjectFields.Default(obj, "volumeBindingMode", "Immediate");
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        StorageClassRules.Validate(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => StorageClassRules.Update(obj, old, errors);
}
