using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class StatefulSetKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "StatefulSet",
        Plural = "statefulsets",
        Singular = "statefulset",
        ListKind = "StatefulSetList",
        ShortNames = ["sts"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.apps.v1.StatefulSet";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Scale,
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns => WorkloadTables.StatefulSet;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.StatefulSetCells(obj, now);

    public override void Default(JsonObject obj) => WorkloadDefaults.StatefulSet(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        ControllerRules.StatefulSet(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ControllerRules.StatefulSetUpdate(obj, old, errors);

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ControllerRules.StatefulSetStatus(obj, errors);
}
