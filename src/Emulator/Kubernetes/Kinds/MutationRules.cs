using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What mutating admission policies and their bindings must be beyond what validating ones must.</summary>
internal static class MutationRules
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "UPDATE"];
    private static readonly string[] PatchTypes = ["ApplyConfiguration", "JSONPatch"];
    private static readonly string[] Reinvocations = ["IfNeeded", "Never"];

    public static void ValidatePolicy(JsonObject policy, List<FieldError> errors)
    {
        var spec = Child(policy, "spec");
        PolicyRules.Shared(spec, errors);
        if (Child(spec, "matchConstraints") is { } match)
        {
            Mutable(match, "spec.matchConstraints", errors);
        }

        var hasParams = spec?["paramKind"] is not null;
        MatchConditionRules.Validate(spec ?? [], "spec.matchConditions", errors, hasParams);
        var variables = PolicyRules.Variables(spec, new List<FieldError>());
        var mutations = Items(spec, "mutations").ToList();
        if (mutations.Count == 0)
        {
            errors.Add(FieldError.Required("spec.mutations", "mutations must contain at least one item"));
        }

        foreach (var (i, mutation) in mutations)
        {
            Mutation(mutation, $"spec.mutations[{i}]", variables, errors);
        }

        var reinvocation = Text(spec, "reinvocationPolicy");
        if (reinvocation.Length == 0)
        {
            errors.Add(FieldError.Required("spec.reinvocationPolicy"));
        }
        else if (!Reinvocations.Contains(reinvocation, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported("spec.reinvocationPolicy", reinvocation, Reinvocations));
        }
    }

    public static void ValidateBinding(JsonObject binding, List<FieldError> errors)
    {
        PolicyRules.SharedBinding(Child(binding, "spec"), errors);
        if (Child(Child(binding, "spec"), "matchResources") is { } match)
        {
            Mutable(match, "spec.matchResources", errors);
        }
    }

    /// <summary>Nothing can be changed about a deletion.</summary>
    private static void Mutable(JsonObject match, string path, List<FieldError> errors)
    {
        foreach (var (_, rule) in Items(match, "resourceRules"))
        {
            foreach (var operation in Texts(rule, "operations").Where(o => !Operations.Contains(o, StringComparer.Ordinal)))
            {
                errors.Add(FieldError.NotSupported($"{path}.resourceRules.operations", operation, Operations));
            }
        }
    }

    private static void Mutation(
        JsonObject mutation, string path, IReadOnlyDictionary<string, CelType> variables, List<FieldError> errors)
    {
        var type = Text(mutation, "patchType");
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.patchType"));
            return;
        }

        if (!PatchTypes.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{path}.patchType", type, PatchTypes));
            return;
        }

        var (own, other) = type == "JSONPatch" ? ("jsonPatch", "applyConfiguration") : ("applyConfiguration", "jsonPatch");
        if (Child(mutation, own) is not { } patch)
        {
            errors.Add(FieldError.Required($"{path}.{own}", $"must be specified when patchType is {type}"));
        }
        else if (Text(patch, "expression") is var expression && expression.Trim().Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.{own}.expression", "expression is not specified"));
        }
        else
        {
            var wanted = type == "JSONPatch"
                ? CelType.List(CelPatchTypes.Find(CelPatchTypes.JsonPatch)!)
                : CelPatchTypes.Find(CelPatchTypes.Object)!;
            if (AdmissionExpressions.PatchProblem(expression, variables, wanted) is { } problem)
            {
                errors.Add(FieldError.Invalid($"{path}.{own}.expression", expression, problem));
            }
        }

        if (mutation[other] is not null)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.{other}", $"{{{other}}}", $"must not be specified when patchType is {type}"));
        }
    }
}
