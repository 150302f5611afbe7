namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class LocalSubjectAccessReviewKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "authorization.k8s.io",
        Version = "v1",
        Kind = "LocalSubjectAccessReview",
        Plural = "localsubjectaccessreviews",
        Singular = "localsubjectaccessreview",
        ListKind = "LocalSubjectAccessReviewList",
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.authorization.v1.LocalSubjectAccessReview";
}
