using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>When a Job is given up and when it is done: podFailurePolicy, successPolicy (batch validation).</summary>
internal static class JobPolicyRules
{
    private const int RulesMax = 20;
    private const int ExitCodesMax = 255;
    private static readonly string[] Actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] Operators = ["In", "NotIn"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    public static void Failure(JsonObject spec, List<FieldError> errors)
    {
        if (Child(spec, "podFailurePolicy") is not { } policy)
        {
            return;
        }

        var pod = Child(Child(spec, "template"), "spec");
        if (Text(pod, "restartPolicy") is var restart and not "Never")
        {
            errors.Add(FieldError.Invalid("spec.template.spec.restartPolicy", restart,
                "only \"Never\" is supported when podFailurePolicy is specified"));
        }

        var containers = Items(pod, "containers").Concat(Items(pod, "initContainers"))
            .Select(c => Text(c.Item, "name")).ToHashSet(StringComparer.Ordinal);
        const string path = "spec.podFailurePolicy.rules";
        TooMany(policy["rules"], path, RulesMax, errors);
        foreach (var (i, rule) in Items(policy, "rules"))
        {
            FailureRule(spec, rule, $"{path}[{i}]", containers, errors);
        }
    }

    public static void Success(JsonObject spec, List<FieldError> errors)
    {
        if (Child(spec, "successPolicy") is not { } policy)
        {
            return;
        }

        if (Text(spec, "completionMode") != "Indexed")
        {
            errors.Add(FieldError.Invalid("spec.successPolicy", policy, "requires indexed completion mode"));
            return;
        }

        const string path = "spec.successPolicy.rules";
        if (!Items(policy, "rules").Any())
        {
            errors.Add(FieldError.Required(path, "at least one rules must be specified when the successPolicy is specified"));
        }

        TooMany(policy["rules"], path, RulesMax, errors);
        foreach (var (i, rule) in Items(policy, "rules"))
        {
            SuccessRule(rule, Number(spec, "completions"), $"{path}[{i}]", errors);
        }
    }

    private static void FailureRule(
        JsonObject spec, JsonObject rule, string path, HashSet<string> containers, List<FieldError> errors)
    {
        var action = Text(rule, "action");
        OneOf(action, $"{path}.action", Actions, errors);
        if (action == "FailIndex" && spec["backoffLimitPerIndex"] is null)
        {
            errors.Add(FieldError.Invalid($"{path}.action", action, "requires the backoffLimitPerIndex to be set"));
        }

        var codes = Child(rule, "onExitCodes");
        var conditions = Items(rule, "onPodConditions").ToList();
        if (codes is not null)
        {
            ExitCodes(codes, $"{path}.onExitCodes", containers, errors);
        }

        TooMany(rule["onPodConditions"], $"{path}.onPodConditions", RulesMax, errors);
        foreach (var (i, condition) in conditions)
        {
            var at = $"{path}.onPodConditions[{i}]";
            ObjectMeta.AddAll(errors, $"{at}.type", Text(condition, "type"), Names.Qualified(Text(condition, "type")));
            OneOf(Text(condition, "status"), $"{at}.status", Statuses, errors);
        }

        if (codes is not null == conditions.Count > 0)
        {
            errors.Add(FieldError.Invalid(path, FieldError.NoValue, codes is null
                ? "specifying one of OnExitCodes and OnPodConditions is required"
                : "specifying both OnExitCodes and OnPodConditions is not supported"));
        }
    }

    private static void ExitCodes(JsonObject codes, string path, HashSet<string> containers, List<FieldError> errors)
    {
        var operation = Text(codes, "operator");
        OneOf(operation, $"{path}.operator", Operators, errors);
        if (Text(codes, "containerName") is { Length: > 0 } name && !containers.Contains(name))
        {
            errors.Add(FieldError.Invalid($"{path}.containerName", name,
                "must be one of the container or initContainer names in the pod template"));
        }

        var values = (codes["values"] as JsonArray ?? []).Select(v => v?.GetValue<long>() ?? 0).ToList();
        if (values.Count == 0)
        {
            errors.Add(FieldError.Invalid($"{path}.values", codes["values"] ?? new JsonArray(), "at least one value is required"));
        }

        TooMany(codes["values"], $"{path}.values", ExitCodesMax, errors);
        var seen = new HashSet<long>();
        for (var i = 0; i < values.Count; i++)
        {
            if (!seen.Add(values[i]))
            {
                errors.Add(FieldError.Duplicate($"{path}.values[{i}]", values[i]));
            }

            if (operation == "In" && values[i] == 0)
            {
                errors.Add(FieldError.Invalid($"{path}.values[{i}]", 0, "must not be 0 for the In operator"));
            }
        }

        if (!values.SequenceEqual(values.Order()))
        {
            errors.Add(FieldError.Invalid($"{path}.values", codes["values"], "must be ordered"));
        }
    }

    private static void SuccessRule(JsonObject rule, long completions, string path, List<FieldError> errors)
    {
        var indexes = rule["succeededIndexes"] is null ? null : Text(rule, "succeededIndexes");
        if (indexes is null && rule["succeededCount"] is null)
        {
            errors.Add(FieldError.Required(
                path, "at least one of succeededCount or succeededIndexes must be specified"));
        }

        var total = 0L;
        if (indexes is not null && IndexFault(indexes, completions, out total) is { } fault)
        {
            errors.Add(FieldError.Invalid($"{path}.succeededIndexes", indexes, "error parsing succeededIndexes: " + fault));
        }

        if (rule["succeededCount"] is null)
        {
            return;
        }

        ValueRules.NotNegative(rule, "succeededCount", path, errors);
        var count = Number(rule, "succeededCount");
        if (count > completions)
        {
            errors.Add(FieldError.Invalid($"{path}.succeededCount", count,
                $"must be less than or equal to {completions} (the number of specified completions)"));
        }

        if (indexes is not null && count > total)
        {
            errors.Add(FieldError.Invalid($"{path}.succeededCount", count, $"must be less than or equal to {total} "
                + "(the number of indexes in the specified succeededIndexes field)"));
        }
    }

    /// <summary>Reads indexes such as <c>0,2-4</c>: rising, and below the completions.</summary>
    public static string? IndexFault(string text, long completions, out long total)
    {
        total = 0;
        var last = -1L;
        foreach (var part in text.Length == 0 ? [] : text.Split(','))
        {
            var ends = part.Split('-', 2);
            var bounds = new List<long>();
            foreach (var end in ends)
            {
                if (!long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    return $"cannot convert string to integer for index: \"{end}\"";
                }

                bounds.Add(number);
            }

            if (last >= bounds[0])
            {
                return $"non-increasing order, previous: {last}, current: {bounds[0]}";
            }

            if (bounds[^1] >= completions)
            {
                return $"too large index: \"{ends[^1]}\"";
            }

            if (bounds.Count > 1 && bounds[0] > bounds[1])
            {
                return $"non-increasing order, previous: {bounds[0]}, current: {bounds[1]}";
            }

            total += bounds[^1] - bounds[0] + 1;
            last = bounds[^1];
        }

        return null;
    }

    private static void OneOf(string value, string path, string[] known, List<FieldError> errors)
    {
        if (value.Length == 0)
        {
            errors.Add(FieldError.Required(path, $"valid values: [{string.Join(' ', known.Select(FieldError.Quote))}]"));
        }
        else if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path, value, known));
        }
    }

    private static void TooMany(JsonNode? list, string path, int most, List<FieldError> errors)
    {
        if (list is JsonArray { Count: var count } && count > most)
        {
            errors.Add(new FieldError(path, FieldErrorType.TooMany, count, $"must have at most {most} items"));
        }
    }
}
