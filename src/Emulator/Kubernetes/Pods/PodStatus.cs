using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>Makes a Pod's status from the state of its containers, as the kubelet reports it.</summary>
internal static class PodStatus
{
    /// <summary>What a Pod says that ran into its activeDeadlineSeconds.</summary>
    public const string DeadlineText = "Pod was active on the node longer than the specified deadline";

    private static readonly string[] Ours =
        ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    /// <summary>The new status; null when nothing would change.</summary>
    public static JsonObject? Make(
        JsonObject pod,
        IReadOnlyList<ContainerRun> init,
        IReadOnlyList<ContainerRun> containers,
        Facts facts)
    {
        var old = Child(pod, "status") ?? [];
        var status = (JsonObject)old.DeepClone();
        var phase = facts.IsExpired ? "Failed" : Phase(init, containers, facts.RestartPolicy);
        status["phase"] = phase;
        if (facts.IsExpired)
        {
            status["reason"] = "DeadlineExceeded";
            status["message"] = DeadlineText;
        }

        Conditions(status, phase, init, containers, facts.Now);
        status["hostIP"] = facts.HostIp;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = facts.HostIp });
        if (facts.PodIp.Length > 0)
        {
            // An engine gives one with the first container.
            status["podIP"] = facts.PodIp;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = facts.PodIp });
        }

        if (facts.StartTime.Length > 0)
        {
            status["startTime"] = facts.StartTime;
        }

        if (init.Count > 0)
        {
            status["initContainerStatuses"] = new JsonArray([.. init.Select(c => (JsonNode)InitStatus(c))]);
        }

        status["containerStatuses"] = new JsonArray([.. containers.Select(c => (JsonNode)c.Status())]);
        if (facts.Ephemeral.Count > 0)
        {
            status["ephemeralContainerStatuses"] = new JsonArray([.. facts.Ephemeral.Select(c => (JsonNode)EphemeralStatus(c))]);
        }

        return Same(status, old) ? null : status;
    }

    private static JsonObject InitStatus(ContainerRun container)
    {
        var status = container.Status();
        // An init container is ready when it is done.
        status["ready"] = container is { State: ContainerState.Terminated, ExitCode: 0 } || container.Ready;
        return status;
    }

    private static JsonObject EphemeralStatus(ContainerRun container)
    {
        var status = container.Status();
        // A kubelet tells nothing of its being ready or started.
        status["ready"] = false;
        status.Remove("started");
        return status;
    }

    private static string Phase(
        IReadOnlyList<ContainerRun> init,
        IReadOnlyList<ContainerRun> containers,
        string policy)
    {
        if (init.Any(c => c is { State: ContainerState.Terminated, ExitCode: not 0 }) && policy == "Never")
        {
            return "Failed";
        }

        if (containers.Any(c => c.State == ContainerState.Running))
        {
            return "Running";
        }

        if (containers.All(c => c.State == ContainerState.Terminated) && policy != "Always")
        {
            return containers.All(c => c.ExitCode == 0) ? "Succeeded"
                : policy == "Never" ? "Failed" : "Running";
        }

        return containers.Any(c => c.HasRun) ? "Running" : "Pending";
    }

    private static void Conditions(
        JsonObject status,
        string phase,
        IReadOnlyList<ContainerRun> init,
        IReadOnlyList<ContainerRun> containers,
        DateTimeOffset now)
    {
        var initialized = init.All(c =>
            c is { State: ContainerState.Terminated, ExitCode: 0 } || c.State == ContainerState.Running);
        var unready = containers.Where(c => !c.Ready).Select(c => c.Name).ToList();
        var over = phase is "Succeeded" or "Failed";
        var list = new JsonArray();
        foreach (var type in Ours)
        {
            var good = type switch
            {
                "PodReadyToStartContainers" => !over,
                "Initialized" => initialized,
                "PodScheduled" => true,
                _ => unready.Count == 0 && !over,
            };
            var (reason, message) = good ? ("", "")
                : type == "Initialized" ? ("ContainersNotInitialized", Names("incomplete", init.Where(c =>
                    c is not { State: ContainerState.Terminated, ExitCode: 0 }).Select(c => c.Name)))
                : phase == "Succeeded" ? ("PodCompleted", "")
                : phase == "Failed" ? ("PodFailed", "")
                : ("ContainersNotReady", Names("unready", unready));
            list.Add(Condition(status, type, good, reason, message, now));
        }

        foreach (var (_, other) in Items(status, "conditions"))
        {
            if (!Ours.Contains(Text(other, "type"), StringComparer.Ordinal))
            {
                list.Add(other.DeepClone());
            }
        }

        status["conditions"] = list;
    }

    private static string Names(string word, IEnumerable<string> names) =>
        $"containers with {word} status: [{string.Join(' ', names)}]";

    private static JsonObject Condition(
        JsonObject status,
        string type,
        bool good,
        string reason,
        string message,
        DateTimeOffset now)
    {
        var value = good ? "True" : "False";
        var old = Items(status, "conditions").Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == type);
        var since = old is not null && Text(old, "status") == value
            ? Text(old, "lastTransitionTime")
            : StandardColumns.Timestamp(now);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = since,
        };
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
        }

        if (message.Length > 0)
        {
            condition["message"] = message;
        }

        return condition;
    }

    private static bool Same(JsonObject a, JsonObject b) => JsonNode.DeepEquals(a, b);

    internal sealed record Facts(
        string HostIp,
        string PodIp,
        string StartTime,
        string RestartPolicy,
        DateTimeOffset Now)
    {
        /// <summary>It has run longer than it may.</summary>
        public bool IsExpired { get; init; }

        /// <summary>What was put into it to look at it.</summary>
        public IReadOnlyList<ContainerRun> Ephemeral { get; init; } = [];
    }
}
