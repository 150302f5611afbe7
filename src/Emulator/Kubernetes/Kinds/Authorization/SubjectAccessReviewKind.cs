namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class SubjectAccessReviewKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "authorization.k8s.io",
        Version = "v1",
        Kind = "SubjectAccessReview",
        Plural = "subjectaccessreviews",
        Singular = "subjectaccessreview",
        ListKind = "SubjectAccessReviewList",
        Namespaced = false,
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.authorization.v1.SubjectAccessReview";
}
