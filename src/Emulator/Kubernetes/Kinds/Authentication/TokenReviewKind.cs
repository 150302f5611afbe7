namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class TokenReviewKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "authentication.k8s.io",
        Version = "v1",
        Kind = "TokenReview",
        Plural = "tokenreviews",
        Singular = "tokenreview",
        ListKind = "TokenReviewList",
        Namespaced = false,
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.authentication.v1.TokenReview";
}
