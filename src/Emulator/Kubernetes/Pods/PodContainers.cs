using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>Finding the container that log, exec and attach mean.</summary>
internal static class PodContainers
{
    public static string Choose(JsonObject pod, string asked)
    {
        var all = PodDefaults.Containers(Child(pod, "spec")).ToList();
        if (asked.Length > 0)
        {
            return all.Exists(c => Text(c.Item, "name") == asked)
                ? asked
                : throw KubeErrors.BadRequest($"container {asked} is not valid for pod {Name(pod)}");
        }

        var names = all.Where(c => c.List == "containers").Select(c => Text(c.Item, "name")).ToList();
        if (names.Count == 1)
        {
            return names[0];
        }

        var annotations = pod["metadata"]?["annotations"] as JsonObject;
        if (Text(annotations, "kubectl.kubernetes.io/default-container") is { Length: > 0 } chosen &&
            names.Contains(chosen))
        {
            return chosen;
        }

        var init = all.Where(c => c.List == "initContainers").Select(c => Text(c.Item, "name")).ToList();
        var text = $"a container name must be specified for pod {Name(pod)}, " +
            $"choose one of: [{string.Join(' ', names)}]";
        throw KubeErrors.BadRequest(init.Count == 0 ? text : $"{text} or one of the init containers: [{string.Join(' ', init)}]");
    }
}
