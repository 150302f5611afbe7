using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Controllers.Workloads;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// Puts Pods on nodes: the built-in one when it fits, else any other that does; those that fit nowhere wait for a
/// change of the nodes. Not emulated: resources, spreading, preferences, preemption.
/// </summary>
internal sealed class PodScheduler(
    PodWorld world, TimeSpan delay, TimeSpan quietDelay, Func<string> preferred, CancellationToken stopped)
{
    private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> waiting = new(StringComparer.Ordinal);

    public void Changed(JsonObject pod)
    {
        var spec = Child(pod, "spec");
        var metadata = Child(pod, "metadata");
        if (Text(spec, "schedulerName") is not ("" or "default-scheduler") || metadata?["deletionTimestamp"] is not null)
        {
            return;
        }

        var gates = Items(spec, "schedulingGates").Any();
        if (gates || !seen.TryAdd(Text(metadata, "uid"), true))
        {
            return;
        }

        // What a controller has made need not be left alone for its maker, but where images are pulled a rollout is not
        // over by the next request either.
        var made = Items(metadata, "managedFields").Any(f => Text(f.Item, "manager") == "kube-controller-manager");
        var quiet = quietDelay > delay && Images.AreQuiet(spec);
        var time = (made, quiet) switch
        {
            (true, false) => TimeSpan.Zero,
            (true, true) => quietDelay / 4,
            (false, true) => quietDelay,
            _ => delay,
        };
        if (time > TimeSpan.Zero)
        {
            _ = LaterAsync(pod, time);
        }
        else
        {
            Place(pod);
        }
    }

    public void Gone(string uid)
    {
        seen.TryRemove(uid, out _);
        waiting.TryRemove(uid, out _);
    }

    /// <summary>A node came, went or changed: those that wait look again.</summary>
    public void NodesChanged()
    {
        foreach (var pod in waiting.Values)
        {
            Place(pod);
        }
    }

    // Not held as work: the clock may go on meanwhile.
    private async Task LaterAsync(JsonObject pod, TimeSpan time)
    {
        try
        {
            using var lease = await ClockSleep.WaitAsync(
                world.Clock, world.Activity, "schedule pod", time, stopped).ConfigureAwait(false);
            Place(pod);
        }
        catch (OperationCanceledException)
        {
            // The world is closing.
        }
    }

    private void Place(JsonObject pod) => world.Run("schedule pod", async () =>
    {
        var (ns, name, uid) = (Namespace(pod), Name(pod), Text(Child(pod, "metadata"), "uid"));
        var spec = Child(pod, "spec") ?? [];
        var objections = new List<string>();
        JsonObject? chosen = null;
        foreach (var node in world.Api.List("nodes", "").OrderBy(n => Name(n) != preferred()))
        {
            if (NodeFit.Objection(spec, node) is { } objection)
            {
                objections.Add(objection);
            }
            else
            {
                chosen ??= node;
            }
        }

        if (chosen is null)
        {
            await RefuseAsync(pod, objections).ConfigureAwait(false);
            return;
        }

        waiting.TryRemove(uid, out _);
        await world.Api.BindAsync(ns, name, Name(chosen), stopped).ConfigureAwait(false);
        world.Api.Record(pod, "Normal", "Scheduled", $"Successfully assigned {ns}/{name} to {Name(chosen)}");
    });

    private async Task RefuseAsync(JsonObject pod, List<string> objections)
    {
        var (ns, name, uid) = (Namespace(pod), Name(pod), Text(Child(pod, "metadata"), "uid"));
        waiting[uid] = pod;
        var why = string.Join(", ", objections.GroupBy(o => o, StringComparer.Ordinal)
            .Select(g => $"{g.Count()} {g.Key}").Order(StringComparer.Ordinal));
        var message = objections.Count == 0
            ? "no nodes available to schedule pods"
            : $"0/{objections.Count} nodes are available: {why}. preemption: 0/{objections.Count} nodes are available: "
                + $"{objections.Count} Preemption is not helpful for scheduling.";
        world.Api.Record(pod, "Warning", "FailedScheduling", message);
        await world.Api.UpdateStatusAsync(ns, name, uid, current =>
        {
            var status = (JsonObject)(Child(current, "status") ?? []).DeepClone();
            StatusConditions.Set(status, "PodScheduled", "False", "Unschedulable", message,
                Kinds.StandardColumns.Timestamp(world.Clock.GetUtcNow()), "lastProbeTime");
            StatusConditions.Find(status, "PodScheduled")!["lastProbeTime"] = null;
            return status;
        }, stopped).ConfigureAwait(false);
    }
}
