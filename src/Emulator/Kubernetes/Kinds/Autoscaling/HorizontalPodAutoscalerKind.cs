using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class HorizontalPodAutoscalerKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "autoscaling",
        Version = "v2",
        Kind = "HorizontalPodAutoscaler",
        Plural = "horizontalpodautoscalers",
        Singular = "horizontalpodautoscaler",
        ListKind = "HorizontalPodAutoscalerList",
        ShortNames = ["hpa"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Reference", "string", "", "What is scaled"),
        new("Targets", "string", "", "Current and wanted values"),
        new("MinPods", "string", "", "Fewest pods"),
        new("MaxPods", "string", "", "Most pods"),
        new("Replicas", "string", "", "Pods now"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => AutoscalerTable.Cells(obj, now);

    public override void Default(JsonObject obj) => AutoscalerRules.Default(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        AutoscalerRules.Validate(obj, errors);
}
