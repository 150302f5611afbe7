using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class MutatingAdmissionPolicyKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "MutatingAdmissionPolicy",
        Plural = "mutatingadmissionpolicies",
        Singular = "mutatingadmissionpolicy",
        ListKind = "MutatingAdmissionPolicyList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override void Default(JsonObject obj) => PolicyRules.DefaultPolicy(obj);
}
