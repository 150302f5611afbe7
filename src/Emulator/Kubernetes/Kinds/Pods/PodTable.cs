using System.Globalization;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>The table of Pods: readiness, the most telling reason, restarts.</summary>
internal static class PodTable
{
    public static readonly IReadOnlyList<Column> Columns =
    [
        StandardColumns.Name,
        new("Ready", "string", "", "The aggregate readiness state of this pod for accepting traffic."),
        new("Status", "string", "", "The aggregate status of the containers in this pod."),
        new("Restarts", "string", "", "How often the containers have been restarted, and when last."),
        StandardColumns.Age,
        new("IP", "string", "", "IP address allocated to the pod.", 1),
        new("Node", "string", "", "The node the pod is on.", 1),
        new("Nominated Node", "string", "", "The node the pod may take once room is made for it.", 1),
        new("Readiness Gates", "string", "", "Conditions beyond the containers that readiness waits for.", 1),
    ];

    public static JsonArray Cells(JsonObject pod, DateTimeOffset now)
    {
        var spec = Child(pod, "spec");
        var status = Child(pod, "status");
        var reason = Text(status, "reason") is { Length: > 0 } r ? r : Text(status, "phase");
        var total = Items(spec, "containers").Count();
        var state = new State { Reason = reason };
        var initializing = Initializing(spec, status, state);
        if (!initializing || Condition(status, "Initialized") == "True")
        {
            Running(status, state);
        }

        if (pod["metadata"]?["deletionTimestamp"] is not null)
        {
            state.Reason = Text(status, "reason") == "NodeLost" ? "Unknown"
                : Text(status, "phase") is "Succeeded" or "Failed" ? state.Reason : "Terminating";
        }

        var restarts = state.Restarts.ToString(CultureInfo.InvariantCulture);
        if (state.Restarts != 0 && state.LastRestart.Length > 0)
        {
            restarts += $" ({StandardColumns.Since(state.LastRestart, now)} ago)";
        }

        return
        [
            Name(pod), $"{state.Ready}/{total}", state.Reason, restarts, StandardColumns.AgeOf(pod, now),
            OrNone(Text(status, "podIP")), OrNone(Text(spec, "nodeName")), OrNone(Text(status, "nominatedNodeName")),
            Gates(spec, status),
        ];
    }

    private static bool Initializing(JsonObject? spec, JsonObject? status, State state)
    {
        var total = Items(spec, "initContainers").Count();
        foreach (var (i, container) in Items(status, "initContainerStatuses"))
        {
            state.Count(container);
            var terminated = Child(Child(container, "state"), "terminated");
            if (terminated is not null && Number(terminated, "exitCode") == 0)
            {
                continue;
            }

            var waiting = Text(Child(Child(container, "state"), "waiting"), "reason");
            state.Reason = terminated is not null ? "Init:" + Ended(terminated)
                : waiting.Length > 0 && waiting != "PodInitializing" ? "Init:" + waiting
                : $"Init:{i}/{total}";
            return true;
        }

        return false;
    }

    private static void Running(JsonObject? status, State state)
    {
        state.Restarts = 0;
        var running = false;
        foreach (var (_, container) in Items(status, "containerStatuses").Reverse())
        {
            state.Count(container);
            var waiting = Text(Child(Child(container, "state"), "waiting"), "reason");
            var terminated = Child(Child(container, "state"), "terminated");
            if (waiting.Length > 0)
            {
                state.Reason = waiting;
            }
            else if (terminated is not null)
            {
                state.Reason = Ended(terminated);
            }
            else if (Flag(container, "ready") && Child(Child(container, "state"), "running") is not null)
            {
                running = true;
                state.Ready++;
            }
        }

        // One container done, another still at it.
        if (state.Reason == "Completed" && running)
        {
            state.Reason = Condition(status, "Ready") == "True" ? "Running" : "NotReady";
        }
    }

    private static string Ended(JsonObject terminated) =>
        Text(terminated, "reason") is { Length: > 0 } reason ? reason
        : Number(terminated, "signal") != 0 ? $"Signal:{Number(terminated, "signal")}"
        : $"ExitCode:{Number(terminated, "exitCode")}";

    private static string Gates(JsonObject? spec, JsonObject? status)
    {
        var gates = Items(spec, "readinessGates").Select(g => Text(g.Item, "conditionType")).ToList();
        return gates.Count == 0 ? "<none>" : $"{gates.Count(g => Condition(status, g) == "True")}/{gates.Count}";
    }

    private static string Condition(JsonObject? status, string type) =>
        Text(Items(status, "conditions").Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == type), "status");

    private static string OrNone(string text) => text.Length == 0 ? "<none>" : text;

    private sealed class State
    {
        public string Reason { get; set; } = "";

        public int Ready { get; set; }

        public long Restarts { get; set; }

        public string LastRestart { get; private set; } = "";

        public void Count(JsonObject container)
        {
            Restarts += Number(container, "restartCount");
            var finished = Text(Child(Child(container, "lastState"), "terminated"), "finishedAt");
            if (string.CompareOrdinal(finished, LastRestart) > 0)
            {
                LastRestart = finished;
            }
        }
    }
}
