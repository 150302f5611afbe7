using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class DaemonSetKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "DaemonSet",
        Plural = "daemonsets",
        Singular = "daemonset",
        ListKind = "DaemonSetList",
        ShortNames = ["ds"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.apps.v1.DaemonSet";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns => WorkloadTables.DaemonSet;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.DaemonSetCells(obj, now);

    public override void Default(JsonObject obj) => WorkloadDefaults.DaemonSet(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        WorkloadRules.Set(obj, "daemonset", errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => WorkloadRules.SelectorUnchanged(obj, old, errors);
}
