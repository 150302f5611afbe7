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
