namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class DeploymentKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "Deployment",
        Plural = "deployments",
        Singular = "deployment",
        ListKind = "DeploymentList",
        ShortNames = ["deploy"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.apps.v1.Deployment";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Scale,
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
