using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Autoscalers are stored as v2; v1 knows the CPU metric alone.</summary>
internal static class AutoscalerRules
{
    public static void Default(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        ObjectFields.Default(spec, "minReplicas", GoNumbers.Node(1));
        if (!Items(spec, "metrics").Any())
        {
            spec["metrics"] = new JsonArray(CpuMetric(GoNumbers.Node(80)));
        }

        Status(obj);
    }

    public static void DefaultV1(JsonObject obj)
    {
        ObjectFields.Default(Ensure(obj, "spec"), "minReplicas", GoNumbers.Node(1));
        var status = Ensure(obj, "status");
        ObjectFields.Default(status, "currentReplicas", GoNumbers.Node(0));
        ObjectFields.Default(status, "desiredReplicas", GoNumbers.Node(0));
    }

    public static void Validate(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec");
        var least = Number(spec, "minReplicas", 1);
        var most = Number(spec, "maxReplicas");
        if (least < 1)
        {
            errors.Add(FieldError.Invalid("spec.minReplicas", least, "must be greater than or equal to 1"));
        }

        if (most < 1)
        {
            errors.Add(FieldError.Invalid("spec.maxReplicas", most, "must be greater than 0"));
        }

        if (most < least)
        {
            errors.Add(FieldError.Invalid(
                "spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
        }

        foreach (var field in (string[])["kind", "name"])
        {
            ValueRules.PathSegment(Child(spec, "scaleTargetRef"), field, "spec.scaleTargetRef", errors);
        }

        foreach (var (i, metric) in Items(spec, "metrics"))
        {
            MetricRules.Validate(metric, $"spec.metrics[{i}]", errors);
        }
    }

    public static JsonObject ToV2(JsonObject obj)
    {
        if (Text(obj, "apiVersion") == "autoscaling/v2")
        {
            return obj;
        }

        var v2 = WithVersion((JsonObject)obj.DeepClone(), "autoscaling/v2", "HorizontalPodAutoscaler");
        var spec = Ensure(v2, "spec");
        var percent = spec["targetCPUUtilizationPercentage"]?.DeepClone();
        spec.Remove("targetCPUUtilizationPercentage");
        spec["metrics"] = new JsonArray(CpuMetric(percent ?? GoNumbers.Node(80)));
        var status = Ensure(v2, "status");
        status.Remove("currentCPUUtilizationPercentage");
        return v2;
    }

    public static JsonObject ToV1(JsonObject obj)
    {
        var v1 = WithVersion(obj, "autoscaling/v1", "HorizontalPodAutoscaler");
        var spec = Ensure(v1, "spec");
        var cpu = Items(spec, "metrics")
            .Select(m => Child(m.Item, "resource"))
            .FirstOrDefault(r => Text(r, "name") == "cpu");
        var percent = Child(cpu, "target")?["averageUtilization"]?.DeepClone();
        spec.Remove("metrics");
        spec.Remove("behavior");
        if (percent is not null)
        {
            spec["targetCPUUtilizationPercentage"] = percent;
        }

        var status = Ensure(v1, "status");
        status.Remove("currentMetrics");
        status.Remove("conditions");
        return v1;
    }

    private static void Status(JsonObject obj)
    {
        var status = Ensure(obj, "status");
        ObjectFields.Default(status, "desiredReplicas", GoNumbers.Node(0));
        status.TryAdd("currentMetrics", null);
    }

    private static JsonObject CpuMetric(JsonNode percent) => new()
    {
        ["type"] = "Resource",
        ["resource"] = new JsonObject
        {
            ["name"] = "cpu",
            ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percent },
        },
    };
}
