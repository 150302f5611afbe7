using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class HorizontalPodAutoscalerV1Kind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "autoscaling",
        Version = "v1",
        Kind = "HorizontalPodAutoscaler",
        Plural = "horizontalpodautoscalers",
        Singular = "horizontalpodautoscaler",
        ListKind = "HorizontalPodAutoscalerList",
        ShortNames = ["hpa"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    // Stored as autoscaling/v2, of which v1 shows a part.
    public override string StorageKey => "horizontalpodautoscalers.autoscaling";

    public override string StorageApiVersion => "autoscaling/v2";

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

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => AutoscalerTable.Cells(AutoscalerRules.ToV2(obj), now);

    public override void Default(JsonObject obj) => AutoscalerRules.DefaultV1(obj);

    public override JsonObject ToStorage(JsonObject obj) => AutoscalerRules.ToV2(obj);

    public override JsonObject FromStorage(JsonObject obj) => AutoscalerRules.ToV1(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        AutoscalerRules.Validate(AutoscalerRules.ToV2(obj), errors);
}
