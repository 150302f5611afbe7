namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class SelfSubjectRulesReviewKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "authorization.k8s.io",
        Version = "v1",
        Kind = "SelfSubjectRulesReview",
        Plural = "selfsubjectrulesreviews",
        Singular = "selfsubjectrulesreview",
        ListKind = "SelfSubjectRulesReviewList",
        Namespaced = false,
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.authorization.v1.SelfSubjectRulesReview";
}
