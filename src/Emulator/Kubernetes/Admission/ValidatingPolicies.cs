using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>ValidatingAdmissionPolicy: CEL rules of policies, in force through their bindings.</summary>
internal sealed class ValidatingPolicies(KubeCore core) : IAdmissionPlugin
{
    private const string Group = ".admissionregistration.k8s.io";
    private readonly ConditionalWeakTable<StoredObject, Policy> policies = [];
    private readonly ConditionalWeakTable<StoredObject, Policy> bindings = [];

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

    private static Policy Read(ConditionalWeakTable<StoredObject, Policy> known, StoredObject stored) =>
        known.GetValue(stored, static s => new Policy(s));

    private async ValueTask AskAsync(AdmissionAttributes attributes, Policy policy, Policy binding, List<Decision> denials)
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
        foreach (var parameters in Parameters(attributes, policy, binding, denials))
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

    /// <summary>The parameter objects a binding names; one null when the policy has none.</summary>
    private IEnumerable<JsonObject?> Parameters(
        AdmissionAttributes attributes, Policy policy, Policy binding, List<Decision> denials)
    {
        if (policy.Spec["paramKind"] is not JsonObject paramKind)
        {
            return [null];
        }

        var kind = core.Kinds.FindKind(ObjectFields.Text(paramKind, "apiVersion"), ObjectFields.Text(paramKind, "kind"));
        var reference = binding.Spec["paramRef"] as JsonObject;
        if (kind is null || reference is null)
        {
            denials.Add(new Decision(policy, binding, "Invalid", "failed to configure policy: failed to find resource referenced by paramKind: "
                + $"'{ObjectFields.Text(paramKind, "apiVersion")}, Kind={ObjectFields.Text(paramKind, "kind")}'"));
            return [];
        }

        var ns = kind.Resource.Namespaced
            ? ObjectFields.Text(reference, "namespace") is { Length: > 0 } said ? said : attributes.Namespace
            : "";
        var table = core.Table(kind);
        var name = ObjectFields.Text(reference, "name");
        var found = name.Length > 0
            ? table.Find(ns, name) is { } one ? [one] : []
            : ObjectReads.InNamespace(table, ns)
                .Where(o => LabelSelector.FromObject(reference["selector"] as JsonObject).Matches(o.Head.Labels)).ToList();
        if (found.Count == 0 && ObjectFields.Text(reference, "parameterNotFoundAction") != "Allow")
        {
            denials.Add(new Decision(policy, binding, "Invalid", "failed to configure binding: "
                + "no params found for policy binding with `Deny` parameterNotFoundAction"));
        }

        return found.Select(f => f.Parse()).ToList();
    }

    private static IEnumerable<Decision> Decide(
        Policy policy, Policy binding, Dictionary<string, object?> shared, JsonObject? parameters, bool failsOpen)
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

    private sealed record Decision(Policy Policy, Policy Binding, string Reason, string Message);

    /// <summary>A policy or a binding: what it says and whom it is about.</summary>
    private sealed class Policy(StoredObject stored)
    {
        public string Name { get; } = stored.Name;

        public JsonObject Spec { get; } = stored.Parse()["spec"] as JsonObject ?? [];

        public MatchConditions Conditions => conditions ??= new MatchConditions(Spec);

        private MatchConditions? conditions;

        /// <summary>For a policy: the version that its constraints match; null when they do not.</summary>
        public Kind? Match(AdmissionAttributes attributes) => Match(attributes, Spec["matchConstraints"] as JsonObject);

        /// <summary>For a binding: whether its own constraints, if any, let the request through.</summary>
        public bool Narrows(AdmissionAttributes attributes) =>
            Spec["matchResources"] is not JsonObject { Count: > 0 } own || Match(attributes, own, anyRule: true) is not null;

        private static Kind? Match(AdmissionAttributes attributes, JsonObject? constraints, bool anyRule = false)
        {
            if (constraints is null)
            {
                return null;
            }

            var rules = Rules(constraints, "resourceRules");
            var equivalent = ObjectFields.Text(constraints, "matchPolicy") != "Exact";
            var matched = rules.Count == 0 && anyRule
                ? attributes.Kind
                : AdmissionMatching.Match(attributes, rules, equivalent);
            if (matched is null
                || AdmissionMatching.Match(attributes, Rules(constraints, "excludeResourceRules"), equivalent) is not null)
            {
                return null;
            }

            return AdmissionMatching.MatchesNamespace(
                    attributes, LabelSelector.FromObject(constraints["namespaceSelector"] as JsonObject ?? []))
                && AdmissionMatching.MatchesObject(
                    attributes, LabelSelector.FromObject(constraints["objectSelector"] as JsonObject ?? []))
                ? matched
                : null;
        }

        private static List<AdmissionRule> Rules(JsonObject constraints, string field) =>
            ObjectFields.Items(constraints, field).Select(r => new AdmissionRule(r.Item)).ToList();
    }
}
