using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What is checked about one metric of an autoscaler: its kind, its source and its target.</summary>
internal static class MetricRules
{
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    public static void Validate(JsonObject metric, string path, List<FieldError> errors)
    {
        var type = Text(metric, "type");
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.type", "must specify a metric source type"));
        }

        if (!Types.Contains(type))
        {
            errors.Add(FieldError.NotSupported($"{path}.type", type, Types));
        }

        var expected = type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..];
        var present = ((string[])["object", "external", "pods", "resource", "containerResource"])
            .Where(s => Child(metric, s) is not null).ToList();
        if (present.Count > 0)
        {
            Source(present[0], Child(metric, present[0])!, $"{path}.{present[0]}", errors);
        }

        if (!present.Contains(expected))
        {
            errors.Add(FieldError.Required(
                $"{path}.{expected}", "must populate information for the given metric source"));
        }

        if (present.Count != 1)
        {
            foreach (var extra in present.Where(s => s != expected))
            {
                errors.Add(FieldError.Forbidden(
                    $"{path}.{extra}", "must populate the given metric source only"));
            }
        }
    }

    private static void Source(string name, JsonObject source, string path, List<FieldError> errors)
    {
        var resource = name is "resource" or "containerResource";
        if (resource)
        {
            if (Text(source, "name").Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.name", "must specify a resource name"));
            }
        }
        else if (Text(Child(source, "metric"), "name").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.metric.name", "must specify a metric name"));
        }
        else
        {
            ValueRules.PathSegment(Child(source, "metric"), "name", $"{path}.metric", errors);
        }

        if (name == "object")
        {
            foreach (var field in (string[])["kind", "name"])
            {
                ValueRules.PathSegment(Child(source, "describedObject"), field, $"{path}.describedObject", errors);
            }
        }

        if (name == "containerResource" && Text(source, "container").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.container", "must specify a container"));
        }

        Target(name, Child(source, "target") ?? [], $"{path}.target", errors);
    }

    private static void Target(string source, JsonObject target, string path, List<FieldError> errors)
    {
        var type = Text(target, "type");
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.type", "must specify a metric target type"));
        }
        else if (type is not ("Utilization" or "Value" or "AverageValue"))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.type", type, "must be either Utilization, Value, or AverageValue"));
        }

        foreach (var field in (string[])["value", "averageValue"])
        {
            if (Quantity.Parse(Text(target, field), out _) is { Sign: <= 0 } amount)
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", amount.ToString(), "must be positive"));
            }
        }

        var share = target["averageUtilization"];
        if (share is not null && Number(target, "averageUtilization") is < 1 and var percent)
        {
            errors.Add(FieldError.Invalid($"{path}.averageUtilization", percent, "must be greater than 0"));
        }

        var average = target["averageValue"];
        switch (source)
        {
            case "resource" or "containerResource" when share is null && average is null:
                errors.Add(FieldError.Required(
                    $"{path}.averageUtilization", "must set either a target raw value or a target utilization"));
                break;
            case "resource" or "containerResource" when share is not null && average is not null:
                errors.Add(FieldError.Forbidden(
                    $"{path}.averageValue", "may not set both a target raw value and a target utilization"));
                break;
            case "pods" when average is null:
                errors.Add(FieldError.Required(
                    $"{path}.averageValue", "must specify a positive target averageValue"));
                break;
            case "object" when target["value"] is null && average is null:
                errors.Add(FieldError.Required(
                    $"{path}.averageValue", "must set either a target value or averageValue"));
                break;
            case "external" when target["value"] is null && average is null:
                errors.Add(FieldError.Required(
                    $"{path}.averageValue", "must set either a target value for metric or a per-pod target"));
                break;
        }
    }
}
