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
}
