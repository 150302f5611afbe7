using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// Pods with names and claims of their own, made one after the other (or all at once with Parallel) and replaced from
/// the last to the partition when the template changes. Each look takes one step.
/// </summary>
internal sealed class StatefulSets(KubeCore core) : Reconciler(core, "statefulset-controller")
{
    private ControllerRevisions Revisions => field ??= new ControllerRevisions(Client);

    public override string Name => "statefulset";

    protected override string Primary => "statefulsets.apps";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "statefulsets.apps" => [(change.Object!.Namespace, change.Object.Name)],
            "pods" or "controllerrevisions.apps" => ControllerOf(change, "StatefulSet"),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find(Primary, ns, objectName) is not { } set)
        {
            return;
        }

        var spec = Child(set, "spec");
        var history = await Revisions.ListAsync(set).ConfigureAwait(false);
        if (await Revisions.CurrentAsync(set, history).ConfigureAwait(false) is not { } update)
        {
            return;
        }

        var current = history.Find(r => ObjectFields.Name(r) == Text(Child(set, "status"), "currentRevision")) ?? update;
        var pods = await Claims.ClaimAsync(
            Client, Client.Kind("v1", "Pod"), set, Child(spec, "selector"), p => Ordinal(set, p) is not null)
            .ConfigureAwait(false);
        var waiting = Number(spec, "minReadySeconds");
        await StepAsync(set, pods, current, update).ConfigureAwait(false);
        pods = PodsOf(set);
        await ReportAsync(set, pods, current, update).ConfigureAwait(false);
        var used = pods.Select(p => Text(Child(Child(p, "metadata"), "labels"), ControllerRevisions.Label))
            .Append(ObjectFields.Name(current)).Append(ObjectFields.Name(update)).ToHashSet(StringComparer.Ordinal);
        await Revisions.TrimAsync(set, history, used).ConfigureAwait(false);
        if (PodReadiness.NextAvailable(pods, waiting, Core.Now) is { } wait)
        {
            LookAgain(ns, objectName, wait);
        }
    }

    private async ValueTask StepAsync(JsonObject set, List<JsonObject> pods, JsonObject current, JsonObject update)
    {
        var spec = Child(set, "spec");
        var first = Number(Child(spec, "ordinals"), "start");
        var end = first + Number(spec, "replicas", 1);
        var ordered = Text(spec, "podManagementPolicy") != "Parallel";
        var byOrdinal = pods.Where(p => Ordinal(set, p) is not null).ToDictionary(p => Ordinal(set, p)!.Value);
        for (var ordinal = first; ordinal < end; ordinal++)
        {
            if (!byOrdinal.TryGetValue(ordinal, out var pod))
            {
                if (!await MakeAsync(set, ordinal, ordinal < first + CurrentCount(set) ? current : update).ConfigureAwait(false) || ordered)
                {
                    return;
                }
            }
            else if (PodReadiness.IsOver(pod) && !PodReadiness.IsGoing(pod))
            {
                await DropAsync(set, pod, "recreate").ConfigureAwait(false);
                if (ordered)
                {
                    return;
                }
            }
            else if (ordered && (PodReadiness.IsGoing(pod) || !IsAvailable(set, pod)))
            {
                return;
            }
        }

        var surplus = byOrdinal.Where(p => p.Key >= end || p.Key < first).OrderByDescending(p => p.Key).ToList();
        foreach (var (_, pod) in surplus)
        {
            if (ordered && surplus.Exists(p => PodReadiness.IsGoing(p.Value)))
            {
                return;
            }

            if (!PodReadiness.IsGoing(pod))
            {
                await DropAsync(set, pod, "scale").ConfigureAwait(false);
            }

            if (ordered)
            {
                return;
            }
        }

        if (Text(Child(spec, "updateStrategy"), "type") != "OnDelete")
        {
            await ReplaceAsync(set, byOrdinal, first, end, update).ConfigureAwait(false);
        }
    }

    /// <summary>From the last Pod down to the partition, the next only when those after it are well.</summary>
    private async ValueTask ReplaceAsync(
        JsonObject set, Dictionary<long, JsonObject> pods, long first, long end, JsonObject update)
    {
        var rolling = Child(Child(Child(set, "spec"), "updateStrategy"), "rollingUpdate");
        var most = Math.Max(1, rolling?["maxUnavailable"] is { } value
            ? IntOrString.Parse(value.ToString()).Scaled((int)(end - first), roundUp: true, out _) ?? 1
            : 1);
        var unwell = 0L;
        for (var ordinal = end - 1; ordinal >= first; ordinal--)
        {
            if (!pods.TryGetValue(ordinal, out var pod) || PodReadiness.IsGoing(pod) || !IsAvailable(set, pod))
            {
                unwell++;
            }
        }

        for (var ordinal = end - 1; ordinal >= first + Number(rolling, "partition"); ordinal--)
        {
            if (!pods.TryGetValue(ordinal, out var pod))
            {
                continue;
            }

            var old = RevisionOf(pod) != ObjectFields.Name(update);
            var well = !PodReadiness.IsGoing(pod) && IsAvailable(set, pod);
            if (old && !PodReadiness.IsGoing(pod))
            {
                if (well && unwell >= most)
                {
                    return;
                }

                await DropAsync(set, pod, "update").ConfigureAwait(false);
                unwell += well ? 1 : 0;
                if (unwell >= most)
                {
                    return;
                }
            }
            else if (!well && unwell >= most)
            {
                return;
            }
        }
    }

    private async ValueTask<bool> MakeAsync(JsonObject set, long ordinal, JsonObject revision)
    {
        var spec = Child(set, "spec");
        var name = string.Create(CultureInfo.InvariantCulture, $"{ObjectFields.Name(set)}-{ordinal}");
        await StatefulClaims.EnsureAsync(Client, set, name).ConfigureAwait(false);
        var template = ControllerRevisions.TemplateOf(revision) ?? Child(spec, "template");
        var pod = PodReadiness.FromTemplate(template, Namespace(set), name, Owner(set));
        var metadata = Ensure(pod, "metadata");
        metadata["name"] = name;
        metadata.Remove("generateName");
        var labels = Ensure(metadata, "labels");
        labels["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels[ControllerRevisions.Label] = ObjectFields.Name(revision);
        labels["statefulset.kubernetes.io/pod-name"] = name;
        var podSpec = Ensure(pod, "spec");
        podSpec["hostname"] = name;
        if (Text(spec, "serviceName") is { Length: > 0 } service)
        {
            podSpec["subdomain"] = service;
        }

        StatefulClaims.Mount(set, podSpec, name);
        try
        {
            if (await Client.MakeAsync(Client.Kind("v1", "Pod"), pod).ConfigureAwait(false) is null)
            {
                return false;
            }

            Events.Record(set, "Normal", "SuccessfulCreate",
                $"create Pod {name} in StatefulSet {ObjectFields.Name(set)} successful");
            return true;
        }
        catch (KubeException e) when (e.Reason != "AlreadyExists")
        {
            Events.Record(set, "Warning", "FailedCreate",
                $"create Pod {name} in StatefulSet {ObjectFields.Name(set)} failed error: {e.Message}");
            throw;
        }
    }

    private async ValueTask DropAsync(JsonObject set, JsonObject pod, string why)
    {
        if (Core.Find("pods", Namespace(pod), ObjectFields.Name(pod)) is { Head.Deleting: false } stored && stored.Uid == Uid(pod))
        {
            await Client.DeleteAsync(Client.Kind("v1", "Pod"), stored).ConfigureAwait(false);
            if (why == "recreate")
            {
                Events.Record(set, "Warning", "RecreatingFailedPod",
                    $"StatefulSet {Namespace(set)}/{ObjectFields.Name(set)} is recreating failed Pod {stored.Name}");
            }

            Events.Record(set, "Normal", "SuccessfulDelete",
                $"delete Pod {stored.Name} in StatefulSet {ObjectFields.Name(set)} successful");
        }
    }

    private List<JsonObject> PodsOf(JsonObject set) =>
    [
        .. ObjectReads.InNamespace(Core.Store.Table("pods"), Namespace(set))
            .Where(p => p.Head.OwnerUids.Contains(Uid(set)))
            .Select(p => p.Parse())
            .Where(p => Ordinal(set, p) is not null),
    ];

    private async ValueTask ReportAsync(JsonObject set, List<JsonObject> pods, JsonObject current, JsonObject update)
    {
        var old = Child(set, "status");
        var spec = Child(set, "spec");
        var alive = pods.Where(p => !PodReadiness.IsGoing(p)).ToList();
        var updated = alive.Count(p => RevisionOf(p) == ObjectFields.Name(update));
        var currentName = ObjectFields.Name(current);
        var still = alive.Count(p => RevisionOf(p) == currentName);
        var ready = pods.Count(PodReadiness.IsReady);
        var done = updated == pods.Count && ready == pods.Count && updated == Number(spec, "replicas", 1);
        if (done && Text(Child(spec, "updateStrategy"), "type") != "OnDelete")
        {
            currentName = ObjectFields.Name(update);
            still = updated;
        }

        var status = new JsonObject
        {
            ["observedGeneration"] = GoNumbers.Node(Number(Child(set, "metadata"), "generation")),
            ["replicas"] = GoNumbers.Node(pods.Count),
        };
        foreach (var (field, count) in ((string, int)[])
            [("readyReplicas", ready), ("currentReplicas", still), ("updatedReplicas", updated)])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        status["currentRevision"] = currentName;
        status["updateRevision"] = ObjectFields.Name(update);
        status["collisionCount"] = GoNumbers.Node(Number(old, "collisionCount"));
        status["availableReplicas"] = GoNumbers.Node(alive.Count(p => IsAvailable(set, p)));
        await WriteStatusAsync(Client.Kind("apps/v1", "StatefulSet"), set, status).ConfigureAwait(false);
    }

    private bool IsAvailable(JsonObject set, JsonObject pod) =>
        PodReadiness.IsAvailable(pod, Number(Child(set, "spec"), "minReadySeconds"), Core.Now);

    private static string RevisionOf(JsonObject pod) => Text(Child(Child(pod, "metadata"), "labels"), ControllerRevisions.Label);

    // Pods below the partition that vanish come back as they were.
    private static long CurrentCount(JsonObject set)
    {
        var rolling = Child(Child(Child(set, "spec"), "updateStrategy"), "rollingUpdate");
        return rolling is null
            ? Number(Child(set, "status"), "currentReplicas")
            : Number(rolling, "partition");
    }

    private static long? Ordinal(JsonObject set, JsonObject pod)
    {
        var (name, prefix) = (ObjectFields.Name(pod), ObjectFields.Name(set) + "-");
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal : null;
    }
}
