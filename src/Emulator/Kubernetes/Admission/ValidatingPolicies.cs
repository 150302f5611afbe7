using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>ValidatingAdmissionPolicy: CEL rules of policies, in force through their bindings.</summary>
internal sealed class ValidatingPolicies(KubeCore core) : IAdmissionPlugin
{
    private const string Group = ".admissionregistration.k8s.io";
    private readonly ConditionalWeakTable<StoredObject, AdmissionPolicy> policies = [];
    private readonly ConditionalWeakTable<StoredObject, AdmissionPolicy> bindings = [];

    public string Name => "ValidatingAdmissionPolicy";

    public async ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        var table = core.Store.Table("validatingadmissionpolicies" + Group);
        if (table.Current.Count == 0 || attributes.Kind.Resource.Group == "admissionregistration.k8s.io"
            || attributes.Kind.IsCreateOnly)
        {
            return;
        }

        var denials = new List<Decision>();
        foreach (var stored in core.Store.Table("validatingadmissionpolicybindings" + Group).Current.Range(null, null))
        {
            var binding = Read(bindings, stored);
            if (table.Find("", ObjectFields.Text(binding.Spec, "policyName")) is { } policyObject)
            {
                await AskAsync(attributes, Read(policies, policyObject), binding, denials).ConfigureAwait(false);
            }
        }

        if (denials.Count > 0)
        {
            throw Refuse(attributes, denials);
        }
    }

    private static AdmissionPolicy Read(ConditionalWeakTable<StoredObject, AdmissionPolicy> known, StoredObject stored) =>
        known.GetValue(stored, static s => new AdmissionPolicy(s));

    private async ValueTask AskAsync(AdmissionAttributes attributes, AdmissionPolicy policy, AdmissionPolicy binding, List<Decision> denials)
    {
        if (policy.Match(attributes) is not { } matched || !binding.Narrows(attributes))
        {
            return;
        }

        var failsOpen = ObjectFields.Text(policy.Spec, "failurePolicy") == "Ignore";
        if (!await policy.Conditions.HoldAsync(attributes, matched, failsOpen).ConfigureAwait(false))
        {
            return;
        }

        var actions = ObjectFields.Texts(binding.Spec, "validationActions").ToHashSet(StringComparer.Ordinal);
        var variables = await CelConditions.VariablesAsync(attributes, matched).ConfigureAwait(false);
        var found = policy.Parameters(core, attributes, binding, out var fault);
        if (fault is not null)
        {
            denials.Add(new Decision(policy, binding, "Invalid", fault));
        }

        foreach (var parameters in found)
        {
            foreach (var decision in Decide(policy, binding, variables, parameters, failsOpen))
            {
                if (actions.Contains("Deny"))
                {
                    denials.Add(decision);
                }

                if (actions.Contains("Warn"))
                {
                    attributes.Warnings.Add(
                        $"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {decision.Message}");
                }
            }
        }
    }

    private static IEnumerable<Decision> Decide(
        AdmissionPolicy policy, AdmissionPolicy binding, Dictionary<string, object?> shared, JsonObject? parameters, bool failsOpen)
    {
        var budget = new CelBudget(CelProgram.ObjectCostMax);
        var variables = new Dictionary<string, object?>(shared, StringComparer.Ordinal)
        {
            ["params"] = CelValues.From(parameters, null),
        };
        variables["variables"] = new PolicyVariables(policy.Spec, variables, budget);
        foreach (var (_, validation) in ObjectFields.Items(policy.Spec, "validations"))
        {
            var expression = ObjectFields.Text(validation, "expression");
            var value = CelConditions.Run(expression, variables, budget);
            if (value is true)
            {
                continue;
            }

            if (value is CelError error)
            {
                if (!failsOpen)
                {
                    yield return new Decision(
                        policy, binding, "Invalid", $"expression '{expression}' resulted in error: {error.Message}");
                }

                continue;
            }

            var reason = ObjectFields.Text(validation, "reason") is { Length: > 0 } said ? said : "Invalid";
            yield return new Decision(policy, binding, reason, Message(validation, expression, variables, budget));
        }
    }

    private static string Message(
        JsonObject validation, string expression, Dictionary<string, object?> variables, CelBudget budget)
    {
        if (ObjectFields.Text(validation, "messageExpression") is { Length: > 0 } dynamic
            && CelConditions.Run(dynamic, variables, budget) is string made && made.Trim().Length > 0
            && !made.Contains('\n', StringComparison.Ordinal))
        {
            return made.Trim();
        }

        return ObjectFields.Text(validation, "message") is { Length: > 0 } message
            ? message.Trim()
            : $"failed expression: {expression.Trim()}";
    }

    private static KubeException Refuse(AdmissionAttributes attributes, List<Decision> denials)
    {
        static string Text(Decision d) =>
            $"ValidatingAdmissionPolicy '{d.Policy.Name}' with binding '{d.Binding.Name}' denied request: {d.Message}";
        var refusal = attributes.Forbid(Text(denials[0]));
        var code = denials[0].Reason switch
        {
            "Unauthorized" => 401,
            "Forbidden" => 403,
            "RequestEntityTooLarge" => 413,
            _ => 422,
        };
        var details = refusal.Status["details"]!.DeepClone().AsObject();
        details["causes"] = new JsonArray(denials.Select(d => (JsonNode?)new JsonObject { ["message"] = Text(d) }).ToArray());
        return KubeErrors.Make(code, denials[0].Reason, refusal.Message, details);
    }

    private sealed record Decision(AdmissionPolicy Policy, AdmissionPolicy Binding, string Reason, string Message);
}
