namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CertificateSigningRequestKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "certificates.k8s.io",
        Version = "v1",
        Kind = "CertificateSigningRequest",
        Plural = "certificatesigningrequests",
        Singular = "certificatesigningrequest",
        ListKind = "CertificateSigningRequestList",
        ShortNames = ["csr"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.certificates.v1.CertificateSigningRequest";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("approval", "get", "patch", "update"),
        Subresource.Status,
    ];
}
