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
}
