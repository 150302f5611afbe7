namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class SelfSubjectReviewKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "authentication.k8s.io",
        Version = "v1",
        Kind = "SelfSubjectReview",
        Plural = "selfsubjectreviews",
        Singular = "selfsubjectreview",
        ListKind = "SelfSubjectReviewList",
        Namespaced = false,
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.authentication.v1.SelfSubjectReview";
}
