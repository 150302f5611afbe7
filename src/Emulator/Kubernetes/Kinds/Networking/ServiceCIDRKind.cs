namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ServiceCIDRKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "ServiceCIDR",
        Plural = "servicecidrs",
        Singular = "servicecidr",
        ListKind = "ServiceCIDRList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.networking.v1.ServiceCIDR";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
