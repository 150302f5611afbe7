using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

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

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        MutationRules.ValidatePolicy(obj, errors);

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Mutations", "integer", "", "Mutation indicates the number of mutations rules in this policy"),
        new("ParamKind", "string", "", "ParamKind specifies the kind of resources used to parameterize this policy"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj),
        Items(Child(obj, "spec"), "mutations").Count(),
        Child(Child(obj, "spec"), "paramKind") is { } p ? $"{Text(p, "apiVersion")}/{Text(p, "kind")}" : "<unset>",
        StandardColumns.AgeOf(obj, now),
    ];
}
