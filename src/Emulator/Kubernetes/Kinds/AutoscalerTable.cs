using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Cells of a HorizontalPodAutoscaler's row; the object in v2 form.</summary>
internal static class AutoscalerTable
{
    public static JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        var target = Child(spec, "scaleTargetRef");
        return
        [
            Name(obj), $"{Text(target, "kind")}/{Text(target, "name")}", Targets(obj, spec),
            spec?["minReplicas"] is null ? "<unset>" : $"{Number(spec, "minReplicas")}",
            Number(spec, "maxReplicas"), Number(Child(obj, "status"), "currentReplicas"),
            StandardColumns.AgeOf(obj, now),
        ];
    }

    private static string Targets(JsonObject obj, JsonObject? spec)
    {
        var shown = Items(spec, "metrics").Select(m =>
        {
            var resource = Child(m.Item, "resource");
            var wanted = Child(resource, "target");
            var now = Items(Child(obj, "status"), "currentMetrics")
                .Select(c => Child(c.Item, "resource"))
                .FirstOrDefault(c => Text(c, "name") == Text(resource, "name"));
            var current = Child(now, "current")?["averageUtilization"];
            return resource is null
                ? "<unknown>"
                : $"{Text(resource, "name")}: {(current is null ? "<unknown>" : current + "%")}/" +
                    $"{Number(wanted, "averageUtilization")}%";
        }).ToList();
        return shown.Count == 0 ? "<none>" : string.Join(", ", shown);
    }
}
