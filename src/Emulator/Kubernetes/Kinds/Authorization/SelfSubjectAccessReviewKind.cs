namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class SelfSubjectAccessReviewKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "authorization.k8s.io",
        Version = "v1",
        Kind = "SelfSubjectAccessReview",
        Plural = "selfsubjectaccessreviews",
        Singular = "selfsubjectaccessreview",
        ListKind = "SelfSubjectAccessReviewList",
        Namespaced = false,
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.authorization.v1.SelfSubjectAccessReview";
}
