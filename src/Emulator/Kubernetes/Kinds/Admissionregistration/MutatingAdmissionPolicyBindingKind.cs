using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

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

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        MutationRules.ValidateBinding(obj, errors);

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("PolicyName", "string", "", "PolicyName indicates the policy definition which the binding binds to"),
        new("ParamRef", "string", "", "ParamRef indicates the param resource which sets the configuration param"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), Text(Child(obj, "spec"), "policyName"), PolicyParams.Shown(obj), StandardColumns.AgeOf(obj, now)];
}
