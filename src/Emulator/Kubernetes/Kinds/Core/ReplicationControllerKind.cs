using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ReplicationControllerKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ReplicationController",
        Plural = "replicationcontrollers",
        Singular = "replicationcontroller",
        ListKind = "ReplicationControllerList",
        ShortNames = ["rc"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ReplicationController";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Scale,
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override void Default(JsonObject obj) => WorkloadDefaults.ReplicationController(obj);

    public override bool OrphansDependentsByDefault => true;

    public override IReadOnlyList<Column> Columns => WorkloadTables.ReplicaSet;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.ReplicaSetCells(obj, now);

    public override IReadOnlyList<string> SelectableFields => ["status.replicas"];

    public override string SelectField(JsonObject obj, string field) =>
        ObjectFields.Number(obj["status"] as JsonObject, "replicas").ToString(CultureInfo.InvariantCulture);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        ControllerRules.ReplicationController(obj, errors);

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ControllerRules.ReplicaStatus(obj, errors);
}
