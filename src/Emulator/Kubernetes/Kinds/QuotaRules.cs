using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What is checked about a ResourceQuota: known names and amounts, scopes that fit them and each other.</summary>
internal static class QuotaRules
{
    private static readonly string[] Scopes =
    [
        "BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating",
        "VolumeAttributesClass",
    ];

    private static readonly HashSet<string> OfPods =
    [
        "pods", "count/pods", "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    ];

    public static void Validate(JsonObject quota, List<FieldError> errors)
    {
        var spec = Child(quota, "spec");
        Amounts(Child(spec, "hard"), "spec.hard", errors);
        var plain = Texts(spec, "scopes").ToList();
        if (plain.Count > 0)
        {
            Names(plain, Child(spec, "hard"), "spec.scopes", plain, errors);
        }

        if (Child(spec, "scopeSelector") is { } selector)
        {
            Selector(selector, Child(spec, "hard"), errors);
        }

        Amounts(Child(Child(quota, "status"), "hard"), "status.hard", errors);
        Amounts(Child(Child(quota, "status"), "used"), "status.used", errors);
    }

    public static void Update(JsonObject quota, JsonObject old, List<FieldError> errors)
    {
        var (now, then) = (quota["spec"]?["scopes"], old["spec"]?["scopes"]);
        if (!SameJson.Equal(now, then))
        {
            errors.Add(FieldError.Invalid("spec.scopes", now, "field is immutable"));
        }
    }

    private static void Amounts(JsonObject? amounts, string path, List<FieldError> errors)
    {
        foreach (var (name, value) in (amounts ?? []).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            ResourceRules.QuotaName(name, $"{path}[{name}]", errors);
            ResourceRules.Amount(name, value, $"{path}[{name}]", errors);
        }
    }

    private static void Selector(JsonObject selector, JsonObject? hard, List<FieldError> errors)
    {
        const string Path = "spec.scopeSelector.matchExpressions";
        var names = Items(selector, "matchExpressions").Select(e => Text(e.Item, "scopeName")).ToList();
        Names(names, hard, "spec.scopeSelector.matchExpressions.scopeName", null, errors);
        foreach (var (_, expression) in Items(selector, "matchExpressions"))
        {
            var (name, op) = (Text(expression, "scopeName"), Text(expression, "operator"));
            var values = Texts(expression, "values").Count();
            if (name is "Terminating" or "NotTerminating" or "BestEffort" or "NotBestEffort" or "CrossNamespacePodAffinity"
                && op != "Exists")
            {
                errors.Add(FieldError.Invalid($"{Path}.operator", op, "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                    + "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
                    + "ResourceQuotaScopeCrossNamespacePodAffinity"));
            }

            switch (op)
            {
                case "In" or "NotIn" when values == 0:
                    errors.Add(FieldError.Required($"{Path}.values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
                    break;
                case "Exists" or "DoesNotExist" when values > 0:
                    errors.Add(FieldError.Invalid($"{Path}.values", expression["values"], "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                default:
                    errors.Add(FieldError.Invalid($"{Path}.operator", op, "not a valid selector operator"));
                    break;
            }
        }
    }

    private static void Names(
        List<string> names, JsonObject? hard, string path, List<string>? shown, List<FieldError> errors)
    {
        JsonNode? Value(string name) => shown is null
            ? JsonValue.Create(name)
            : new JsonArray([.. shown.Select(s => (JsonNode?)s)]);
        foreach (var name in names)
        {
            if (!Scopes.Contains(name))
            {
                errors.Add(FieldError.Invalid(path, Value(name), "unsupported scope"));
            }

            foreach (var _ in (hard ?? []).Where(h => !Fits(name, h.Key)))
            {
                errors.Add(FieldError.Invalid(path, Value(name), "unsupported scope applied to resource"));
            }
        }

        foreach (var (one, other) in ((string, string)[])[("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")])
        {
            if (names.Contains(one) && names.Contains(other))
            {
                errors.Add(FieldError.Invalid(path, Value(""), "conflicting scopes"));
            }
        }
    }

    private static bool Fits(string scope, string name) => scope switch
    {
        "BestEffort" => name is "pods" or "count/pods",
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" => OfPods.Contains(name),
        _ => true,
    };
}
