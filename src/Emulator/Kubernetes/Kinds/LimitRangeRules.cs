using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What is checked about a LimitRange: known types once each, and bounds that leave room.</summary>
internal static class LimitRangeRules
{
    private static readonly string[] Types = ["Container", "PersistentVolumeClaim", "Pod"];

    public static void Validate(JsonObject range, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, limit) in Items(Child(range, "spec"), "limits"))
        {
            var path = $"spec.limits[{i}]";
            var type = Text(limit, "type");
            TypeName(type, $"{path}.type", errors);
            if (!seen.Add(type))
            {
                errors.Add(FieldError.Duplicate($"{path}.type", type));
            }

            Limit(limit, type, path, errors);
        }
    }

    private static void TypeName(string type, string path, List<FieldError> errors)
    {
        var problems = Names.Qualified(type).ToList();
        ObjectMeta.AddAll(errors, path, type, problems);
        if (problems.Count == 0 && !type.Contains('/') && !Types.Contains(type))
        {
            errors.Add(FieldError.Invalid(path, type, "must be a standard limit type or fully qualified"));
        }
    }

    private static void Limit(JsonObject limit, string type, string path, List<FieldError> errors)
    {
        foreach (var field in (string[])["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"])
        {
            foreach (var (name, _) in Child(limit, field) ?? [])
            {
                ResourceRules.LimitName(type, name, $"{path}.{field}[{name}]", errors);
            }
        }

        foreach (var field in (string[])["default", "defaultRequest"])
        {
            if (type == "Pod" && Child(limit, field) is { Count: > 0 })
            {
                errors.Add(FieldError.Forbidden($"{path}.{field}", "may not be specified when `type` is 'Pod'"));
            }
        }

        if (type == "PersistentVolumeClaim" && Child(limit, "min")?["storage"] is null && Child(limit, "max")?["storage"] is null)
        {
            errors.Add(FieldError.Required(
                $"{path}.limits", "either minimum or maximum storage value is required, but neither was provided"));
        }

        var names = ((string[])["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"])
            .Where(f => type != "Pod" || !f.StartsWith("default", StringComparison.Ordinal))
            .SelectMany(f => (Child(limit, f) ?? []).Select(e => e.Key))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var name in names.ToList())
        {
            Bounds(limit, name, path, errors);
        }
    }

    private static void Bounds(JsonObject limit, string name, string path, List<FieldError> errors)
    {
        Quantity? Get(string field) => Child(limit, field)?[name] is { } value ? ResourceRules.Read(value) : null;
        var (least, most, usual, request, ratio) = (Get("min"), Get("max"), Get("default"), Get("defaultRequest"), Get("maxLimitRequestRatio"));
        void Order(Quantity? small, Quantity? large, string field, Quantity? shown, string text)
        {
            if (small is not null && large is not null && small.CompareTo(large) > 0)
            {
                errors.Add(FieldError.Invalid($"{path}.{field}[{name}]", shown!.ToString(), text));
            }
        }

        Order(least, most, "min", least, $"min value {least} is greater than max value {most}");
        Order(least, request, "defaultRequest", request, $"min value {least} is greater than default request value {request}");
        Order(request, most, "defaultRequest", request, $"default request value {request} is greater than max value {most}");
        Order(request, usual, "defaultRequest", request, $"default request value {request} is greater than default limit value {usual}");
        Order(least, usual, "default", least, $"min value {least} is greater than default value {usual}");
        Order(usual, most, "default", most, $"default value {usual} is greater than max value {most}");
        if (ratio is null)
        {
            return;
        }

        if (ratio.CompareTo(Quantity.FromInt64(1)) < 0)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.maxLimitRequestRatio[{name}]", ratio.ToString(), $"ratio {ratio} is less than 1"));
        }

        if (least is { Sign: not 0 } && most is not null && most.ToDouble() / least.ToDouble() is var room && ratio.ToDouble() > room)
        {
            errors.Add(FieldError.Invalid($"{path}.maxLimitRequestRatio[{name}]", ratio.ToString(), string.Create(
                CultureInfo.InvariantCulture, $"ratio {ratio} is greater than max/min = {room:F6}")));
        }
    }
}
