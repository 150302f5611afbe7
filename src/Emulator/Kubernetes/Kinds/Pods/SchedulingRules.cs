using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Where a Pod may run: tolerations, node affinity, spreading, gates; and its own names for hosts.</summary>
internal static class SchedulingRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Validate(JsonObject? spec, string path, List<FieldError> errors)
    {
        NodeAffinity(Child(Child(spec, "affinity"), "nodeAffinity"), $"{path}.affinity.nodeAffinity", errors);
        Gates(spec, path, errors);
        Spreading(spec, path, errors);
        foreach (var (i, toleration) in Items(spec, "tolerations"))
        {
            Toleration(toleration, $"{path}.tolerations[{i}]", errors);
        }

        foreach (var (i, alias) in Items(spec, "hostAliases"))
        {
            var at = $"{path}.hostAliases[{i}]";
            if (!IPAddress.TryParse(Text(alias, "ip"), out _))
            {
                errors.Add(FieldError.Invalid(
                    $"{at}.ip", Text(alias, "ip"), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            }

            foreach (var name in Texts(alias, "hostnames"))
            {
                ObjectMeta.AddAll(errors, $"{at}.hostnames", name, Names.Subdomain(name));
            }
        }
    }

    /// <summary>An expression of a node selector term.</summary>
    public static void NodeExpression(JsonObject expression, string path, List<FieldError> errors)
    {
        var op = Text(expression, "operator");
        var values = Texts(expression, "values").Count();
        switch (op)
        {
            case "In" or "NotIn" when values == 0:
                errors.Add(FieldError.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values > 0:
                errors.Add(FieldError.Forbidden(
                    $"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "Gt" or "Lt" when values != 1:
                errors.Add(FieldError.Required(
                    $"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                break;
            default:
                errors.Add(FieldError.Invalid($"{path}.operator", op, "not a valid selector operator"));
                break;
        }

        var key = Text(expression, "key");
        ObjectMeta.AddAll(errors, $"{path}.key", key, Names.Qualified(key));
    }

    private static void NodeAffinity(JsonObject? affinity, string path, List<FieldError> errors)
    {
        if (Child(affinity, "requiredDuringSchedulingIgnoredDuringExecution") is { } required)
        {
            var at = $"{path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
            if (!Items(required, "nodeSelectorTerms").Any())
            {
                errors.Add(FieldError.Required(at, "must have at least one node selector term"));
            }

            foreach (var (i, term) in Items(required, "nodeSelectorTerms"))
            {
                foreach (var (n, expression) in Items(term, "matchExpressions"))
                {
                    NodeExpression(expression, $"{at}[{i}].matchExpressions[{n}]", errors);
                }
            }
        }

        foreach (var (i, preferred) in Items(affinity, "preferredDuringSchedulingIgnoredDuringExecution"))
        {
            if (Number(preferred, "weight") is var weight and (< 1 or > 100))
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.preferredDuringSchedulingIgnoredDuringExecution[{i}].weight", weight, "must be in the range 1-100"));
            }
        }
    }

    private static void Gates(JsonObject? spec, string path, List<FieldError> errors)
    {
        foreach (var (i, gate) in Items(spec, "readinessGates"))
        {
            var type = Text(gate, "conditionType");
            ObjectMeta.AddAll(errors, $"{path}.readinessGates[{i}].conditionType", type, Names.Qualified(type));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, gate) in Items(spec, "schedulingGates"))
        {
            var name = Text(gate, "name");
            ObjectMeta.AddAll(errors, $"{path}.schedulingGates[{i}]", name, Names.Qualified(name));
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}.schedulingGates[{i}]", name));
            }
        }
    }

    private static void Spreading(JsonObject? spec, string path, List<FieldError> errors)
    {
        foreach (var (i, constraint) in Items(spec, "topologySpreadConstraints"))
        {
            var at = $"{path}.topologySpreadConstraints[{i}]";
            if (Number(constraint, "maxSkew") is <= 0 and var skew)
            {
                errors.Add(FieldError.Invalid($"{at}.maxSkew", skew, "must be greater than zero"));
            }

            if (Text(constraint, "topologyKey").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.topologyKey", "can not be empty"));
            }
            else
            {
                var key = Text(constraint, "topologyKey");
                ObjectMeta.AddAll(errors, $"{at}.topologyKey", key, Names.Qualified(key));
            }

            if (Text(constraint, "whenUnsatisfiable") is var action and not ("DoNotSchedule" or "ScheduleAnyway"))
            {
                errors.Add(FieldError.NotSupported($"{at}.whenUnsatisfiable", action, ["DoNotSchedule", "ScheduleAnyway"]));
            }

            SelectorRules.Validate(Child(constraint, "labelSelector"), $"{at}.labelSelector", errors);
        }
    }

    /// <summary>One toleration, of a Pod or a RuntimeClass.</summary>
    public static void Toleration(JsonObject toleration, string path, List<FieldError> errors)
    {
        var (key, op, value, effect) = (Text(toleration, "key"), Text(toleration, "operator"), Text(toleration, "value"), Text(toleration, "effect"));
        if (key.Length > 0)
        {
            ObjectMeta.AddAll(errors, $"{path}.key", key, Names.Qualified(key));
        }
        else if (op != "Exists")
        {
            errors.Add(FieldError.Invalid(
                $"{path}.operator", op, "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }

        if (toleration["tolerationSeconds"] is not null && effect != "NoExecute")
        {
            errors.Add(FieldError.Invalid($"{path}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }

        switch (op)
        {
            case "Equal" or "" when Names.LabelValue(value).ToList() is { Count: > 0 } problems:
                errors.Add(FieldError.Invalid($"{path}.operator", value, string.Join(";", problems)));
                break;
            case "Equal" or "":
                break;
            case "Exists" when value.Length > 0:
                errors.Add(FieldError.Invalid(
                    $"{path}.operator", Shown(toleration), "value must be empty when `operator` is 'Exists'"));
                break;
            case "Exists":
                break;
            default:
                errors.Add(FieldError.NotSupported($"{path}.operator", op, ["Equal", "Exists"]));
                break;
        }

        if (effect.Length > 0 && !Effects.Contains(effect))
        {
            errors.Add(FieldError.NotSupported($"{path}.effect", effect, Effects));
        }
    }

    /// <summary>A toleration as errors print it: the internal Go struct.</summary>
    public static JsonObject Shown(JsonObject toleration) => new()
    {
        ["Key"] = Text(toleration, "key"),
        ["Operator"] = Text(toleration, "operator"),
        ["Value"] = Text(toleration, "value"),
        ["Effect"] = Text(toleration, "effect"),
        ["TolerationSeconds"] = toleration["tolerationSeconds"]?.DeepClone(),
    };
}
