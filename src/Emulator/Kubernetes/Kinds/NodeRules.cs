using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What is checked about Nodes: taints, Pod networks, and what never changes.</summary>
internal static class NodeRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Validate(JsonObject node, List<FieldError> errors)
    {
        var spec = Child(node, "spec");
        var seen = new HashSet<(string, string)>();
        foreach (var (i, taint) in Items(spec, "taints"))
        {
            // The real server puts them under metadata by mistake.
            var path = $"metadata.taints[{i}]";
            var (key, value, effect) = (Text(taint, "key"), Text(taint, "value"), Text(taint, "effect"));
            ObjectMeta.AddAll(errors, $"{path}.key", key, Names.Qualified(key));
            if (Names.LabelValue(value).ToList() is { Count: > 0 } problems)
            {
                errors.Add(FieldError.Invalid($"{path}.value", value, string.Join(";", problems)));
            }

            if (effect.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.effect"));
            }
            else if (!Effects.Contains(effect))
            {
                errors.Add(FieldError.NotSupported($"{path}.effect", effect, Effects));
            }

            if (!seen.Add((key, effect)))
            {
                // Printed as the internal Go struct.
                errors.Add(new FieldError(path, FieldErrorType.Duplicate, new JsonObject
                {
                    ["Key"] = key,
                    ["Value"] = value,
                    ["Effect"] = effect,
                    ["TimeAdded"] = taint["timeAdded"]?.DeepClone(),
                }, "taints must be unique by key and effect pair"));
            }
        }

        Networks(spec, errors);
        foreach (var list in (string[])["capacity", "allocatable"])
        {
            foreach (var (name, amount) in Child(Child(node, "status"), list) ?? [])
            {
                Pods.ResourceRules.Amount(name, amount, $"status.{list}.{name}", errors);
            }
        }
    }

    private static void Networks(JsonObject? spec, List<FieldError> errors)
    {
        var ranges = Texts(spec, "podCIDRs").ToList();
        for (var i = 0; i < ranges.Count; i++)
        {
            ValueRules.Cidr(ranges[i], $"spec.podCIDRs[{i}]", errors);
        }

        if (ranges.Count < 2)
        {
            return;
        }

        if (ranges.Count > 2 || ranges.Select(r => r.Contains(':')).Distinct().Count() == 1)
        {
            errors.Add(FieldError.Invalid(
                "spec.podCIDRs", spec!["podCIDRs"], "may specify no more than one CIDR for each IP family"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ranges.Count; i++)
        {
            if (!seen.Add(ranges[i]))
            {
                errors.Add(FieldError.Duplicate($"spec.podCIDRs[{i}]", ranges[i]));
            }
        }
    }

    public static void ValidateUpdate(JsonObject node, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(node, "spec"), Child(old, "spec"));
        foreach (var (field, shown) in ((string, string)[])[("podCIDR", "podCIDRs"), ("providerID", "providerID")])
        {
            if (Text(before, field).Length > 0 && Text(spec, field) != Text(before, field))
            {
                var word = field == "podCIDR" ? "podCIDR" : field;
                errors.Add(FieldError.Forbidden(
                    $"spec.{shown}", $"node updates may not change {word} except from \"\" to valid"));
            }
        }
    }
}
