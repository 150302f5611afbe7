namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ResourceQuotaKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ResourceQuota",
        Plural = "resourcequotas",
        Singular = "resourcequota",
        ListKind = "ResourceQuotaList",
        ShortNames = ["quota"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ResourceQuota";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;
}
