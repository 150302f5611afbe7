namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CustomResourceDefinitionKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apiextensions.k8s.io",
        Version = "v1",
        Kind = "CustomResourceDefinition",
        Plural = "customresourcedefinitions",
        Singular = "customresourcedefinition",
        ListKind = "CustomResourceDefinitionList",
        ShortNames = ["crd", "crds"],
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName =>
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;
}
