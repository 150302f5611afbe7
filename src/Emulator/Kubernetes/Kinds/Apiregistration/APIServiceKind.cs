namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class APIServiceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apiregistration.k8s.io",
        Version = "v1",
        Kind = "APIService",
        Plural = "apiservices",
        Singular = "apiservice",
        ListKind = "APIServiceList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool AllowUnconditionalUpdate => false;

    public override NameRule NameRule => NameRule.PathSegment;
}
