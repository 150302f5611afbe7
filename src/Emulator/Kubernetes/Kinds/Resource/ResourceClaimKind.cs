namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ResourceClaimKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "resource.k8s.io",
        Version = "v1",
        Kind = "ResourceClaim",
        Plural = "resourceclaims",
        Singular = "resourceclaim",
        ListKind = "ResourceClaimList",
    };

    public override string TypeName => "io.k8s.api.resource.v1.ResourceClaim";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;
}
