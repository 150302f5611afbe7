namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ValidatingAdmissionPolicyKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "ValidatingAdmissionPolicy",
        Plural = "validatingadmissionpolicies",
        Singular = "validatingadmissionpolicy",
        ListKind = "ValidatingAdmissionPolicyList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;
}
