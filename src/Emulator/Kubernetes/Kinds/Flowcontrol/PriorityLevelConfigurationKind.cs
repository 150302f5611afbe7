namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PriorityLevelConfigurationKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "flowcontrol.apiserver.k8s.io",
        Version = "v1",
        Kind = "PriorityLevelConfiguration",
        Plural = "prioritylevelconfigurations",
        Singular = "prioritylevelconfiguration",
        ListKind = "PriorityLevelConfigurationList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
