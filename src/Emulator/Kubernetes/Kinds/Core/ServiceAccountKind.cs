namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ServiceAccountKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ServiceAccount",
        Plural = "serviceaccounts",
        Singular = "serviceaccount",
        ListKind = "ServiceAccountList",
        ShortNames = ["sa"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ServiceAccount";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("token", "create") { Group = "authentication.k8s.io", Version = "v1", Kind = "TokenRequest" },
    ];

    public override bool DeleteReturnsObject => true;
}
