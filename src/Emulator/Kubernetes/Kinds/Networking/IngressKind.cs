namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class IngressKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "Ingress",
        Plural = "ingresses",
        Singular = "ingress",
        ListKind = "IngressList",
        ShortNames = ["ing"],
    };

    public override string TypeName => "io.k8s.api.networking.v1.Ingress";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
