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
}
