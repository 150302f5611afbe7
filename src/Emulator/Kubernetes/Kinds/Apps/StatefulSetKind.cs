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
}
