using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Where a Pod may run: tolerations, spreading, gates; and its own names for hosts.</summary>
internal static class SchedulingRules
{
    private static readonly string[] Inclusions = ["Honor", "Ignore"];
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Validate(JsonObject? spec, string path, List<FieldError> errors)
    {
        AffinityRules.Validate(Child(spec, "affinity"), $"{path}.affinity", errors);
        Gates(spec, path, errors);
        Spreading(spec, path, errors);
        foreach (var (i, toleration) in Items(spec, "tolerations"))
        {
            Toleration(toleration, $"{path}.tolerations[{i}]", errors);
        }

        foreach (var (i, alias) in Items(spec, "hostAliases"))
        {
            var at = $"{path}.hostAliases[{i}]";
            ValueRules.Ip(Text(alias, "ip"), $"{at}.ip", errors);
            foreach (var (n, name) in Texts(alias, "hostnames").Index())
            {
                ObjectMeta.AddAll(errors, $"{at}.hostnames[{n}]", name, Names.Subdomain(name));
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

            Domains(constraint, at, errors);
            ValueRules.Supported(constraint, "nodeAffinityPolicy", at, Inclusions, errors);
            ValueRules.Supported(constraint, "nodeTaintsPolicy", at, Inclusions, errors);
            SelectorRules.Validate(Child(constraint, "labelSelector"), $"{at}.labelSelector", errors);
            if (Items(spec, "topologySpreadConstraints").Skip(i + 1).Any(later =>
                Text(later.Item, "topologyKey") == Text(constraint, "topologyKey")
                && Text(later.Item, "whenUnsatisfiable") == Text(constraint, "whenUnsatisfiable")))
            {
                errors.Add(FieldError.Duplicate($"{at}.{{topologyKey, whenUnsatisfiable}}",
                    $"{{{Text(constraint, "topologyKey")}, {Text(constraint, "whenUnsatisfiable")}}}"));
            }
        }
    }

    private static void Domains(JsonObject constraint, string path, List<FieldError> errors)
    {
        if (constraint["minDomains"] is null)
        {
            return;
        }

        var number = Number(constraint, "minDomains");
        if (number <= 0)
        {
            errors.Add(FieldError.Invalid($"{path}.minDomains", number, "must be greater than zero"));
        }

        if (Text(constraint, "whenUnsatisfiable") != "DoNotSchedule")
        {
            errors.Add(FieldError.Invalid($"{path}.minDomains", number,
                "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + Text(constraint, "whenUnsatisfiable")));
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
                    $"{path}.operator", value, "value must be empty when `operator` is 'Exists'"));
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
