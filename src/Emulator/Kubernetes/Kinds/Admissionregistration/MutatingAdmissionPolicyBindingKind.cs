using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class MutatingAdmissionPolicyBindingKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "MutatingAdmissionPolicyBinding",
        Plural = "mutatingadmissionpolicybindings",
        Singular = "mutatingadmissionpolicybinding",
        ListKind = "MutatingAdmissionPolicyBindingList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override void Default(JsonObject obj) => PolicyRules.DefaultBinding(obj);
}
