using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>What controllers ask of Pods.</summary>
internal static class PodReadiness
{
    public static string Phase(JsonObject pod) => Text(Child(pod, "status"), "phase");

    public static bool IsOver(JsonObject pod) => Phase(pod) is "Succeeded" or "Failed";

    public static bool IsReady(JsonObject pod) => Items(Child(pod, "status"), "conditions")
        .Any(c => Text(c.Item, "type") == "Ready" && Text(c.Item, "status") == "True");

    public static bool IsGoing(JsonObject pod) => Child(pod, "metadata")?["deletionTimestamp"] is not null;

    /// <summary>Neither over nor on its way out.</summary>
    public static bool IsActive(JsonObject pod) => !IsOver(pod) && !IsGoing(pod);

    /// <summary>When the Pod became ready; null while it is not.</summary>
    public static DateTimeOffset? ReadySince(JsonObject pod) => Items(Child(pod, "status"), "conditions")
        .Where(c => Text(c.Item, "type") == "Ready" && Text(c.Item, "status") == "True")
        .Select(c => Times.Parse(Text(c.Item, "lastTransitionTime")) ?? DateTimeOffset.MinValue)
        .Cast<DateTimeOffset?>()
        .FirstOrDefault();

    /// <summary>Ready for long enough to count.</summary>
    public static bool IsAvailable(JsonObject pod, long minReadySeconds, DateTimeOffset now) =>
        ReadySince(pod) is { } since && (minReadySeconds == 0 || since.AddSeconds(minReadySeconds) <= now);

    /// <summary>How long until the first of the ready Pods counts as available; null when none waits for it.</summary>
    public static TimeSpan? NextAvailable(IEnumerable<JsonObject> pods, long minReadySeconds, DateTimeOffset now)
    {
        TimeSpan? next = null;
        foreach (var pod in minReadySeconds == 0 ? [] : pods)
        {
            if (ReadySince(pod) is { } since && since.AddSeconds(minReadySeconds) - now is var left
                && left > TimeSpan.Zero && (next is null || left < next))
            {
                next = left;
            }
        }

        return next;
    }

    /// <summary>The order in which Pods are given up: those that matter least first.</summary>
    public static IEnumerable<JsonObject> LeastNeeded(IEnumerable<JsonObject> pods) => pods
        .OrderBy(p => Text(Child(p, "spec"), "nodeName").Length > 0)
        .ThenBy(p => Phase(p) switch { "Pending" => 0, "Unknown" => 1, _ => 2 })
        .ThenBy(IsReady)
        .ThenBy(DeletionCost)
        .ThenByDescending(p => ReadySince(p) ?? DateTimeOffset.MinValue)
        .ThenByDescending(Restarts)
        .ThenByDescending(p => Text(Child(p, "metadata"), "creationTimestamp"), StringComparer.Ordinal)
        .ThenByDescending(Name, StringComparer.Ordinal);

    private static long DeletionCost(JsonObject pod) => long.TryParse(
        Text(Child(Child(pod, "metadata"), "annotations"), "controller.kubernetes.io/pod-deletion-cost"),
        System.Globalization.CultureInfo.InvariantCulture,
        out var cost) ? cost : 0;

    private static long Restarts(JsonObject pod) => Items(Child(pod, "status"), "containerStatuses")
        .Select(c => Number(c.Item, "restartCount")).DefaultIfEmpty(0).Max();

    /// <summary>A Pod from a template, owned and not yet named.</summary>
    public static JsonObject FromTemplate(JsonObject? template, string ns, string namePrefix, JsonArray owners)
    {
        var metadata = new JsonObject
        {
            ["generateName"] = namePrefix + "-",
            ["namespace"] = ns,
            ["ownerReferences"] = owners,
        };
        foreach (var field in (string[])["labels", "annotations", "finalizers"])
        {
            if (Child(template, "metadata")?[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = Child(template, "spec")?.DeepClone() ?? new JsonObject(),
        };
    }
}
