using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ReplicaSetKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "ReplicaSet",
        Plural = "replicasets",
        Singular = "replicaset",
        ListKind = "ReplicaSetList",
        ShortNames = ["rs"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.apps.v1.ReplicaSet";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Scale,
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns => WorkloadTables.ReplicaSet;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.ReplicaSetCells(obj, now);

    public override void Default(JsonObject obj) => WorkloadDefaults.ReplicaSet(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        WorkloadRules.ReplicaSet(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => WorkloadRules.SelectorUnchanged(obj, old, errors);

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ControllerRules.ReplicaStatus(obj, errors);
}
