namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class NamespaceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Namespace",
        Plural = "namespaces",
        Singular = "namespace",
        ListKind = "NamespaceList",
        ShortNames = ["ns"],
        Namespaced = false,
        Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Namespace";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("finalize", "update"),
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;

    public override NameRule NameRule => NameRule.DnsLabel;
}
