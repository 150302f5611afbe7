namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ValidatingAdmissionPolicyBindingKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "ValidatingAdmissionPolicyBinding",
        Plural = "validatingadmissionpolicybindings",
        Singular = "validatingadmissionpolicybinding",
        ListKind = "ValidatingAdmissionPolicyBindingList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;
}
