using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>Keeps as many Pods as a ReplicaSet wants.</summary>
internal sealed class ReplicaSets(KubeCore core)
    : PodReplicator(core, "replicaset-controller", "apps/v1", "ReplicaSet", "replicasets.apps")
{
    public override string Name => "replicaset";

    protected override JsonObject? Selector(JsonObject? spec) => Child(spec, "selector");
}

/// <summary>The same for the old ReplicationController, whose selector is a plain map.</summary>
internal sealed class ReplicationControllers(KubeCore core)
    : PodReplicator(core, "replication-controller", "v1", "ReplicationController", "replicationcontrollers")
{
    public override string Name => "replicationcontroller";

    protected override JsonObject? Selector(JsonObject? spec) => Child(spec, "selector") is { Count: > 0 } labels
        ? new JsonObject { ["matchLabels"] = labels.DeepClone() }
        : null;
}

/// <summary>What both do: adopt, create in slow-start batches' bounds, give up those least needed, report.</summary>
internal abstract class PodReplicator(KubeCore core, string component, string apiVersion, string kind, string storageKey)
    : Reconciler(core, component)
{
    private const int BurstMax = 500;

    protected override string Primary => storageKey;

    protected abstract JsonObject? Selector(JsonObject? spec);

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change)
    {
        var at = change.Object!;
        if (change.Table!.StorageKey == Primary)
        {
            return [(at.Namespace, at.Name)];
        }

        if (change.Table.StorageKey != "pods")
        {
            return [];
        }

        // An orphan may be for any set of the namespace to adopt.
        return at.Head.OwnerUids.Count > 0 || at.Head.Labels is null || change.Type == StoreEventType.Deleted
            ? ControllerOf(change, kind)
            : ControllerOf(change, kind).Concat(
                ObjectReads.InNamespace(Core.Store.Table(Primary), at.Namespace).Select(s => (s.Namespace, s.Name)).ToList());
    }

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Core.Find(Primary, ns, objectName)?.Parse() is not { } set)
        {
            return;
        }

        var spec = Child(set, "spec");
        var pods = Child(set, "metadata")?["deletionTimestamp"] is null
            ? await Claims.ClaimAsync(Client, Client.Kind("v1", "Pod"), set, Selector(spec)).ConfigureAwait(false)
            : OwnedBy("pods", ns, Uid(set));
        var active = pods.Where(PodReadiness.IsActive).ToList();
        KubeException? failure = null;
        if (Child(set, "metadata")?["deletionTimestamp"] is null)
        {
            failure = await ManageAsync(set, active).ConfigureAwait(false);
        }

        active = [.. OwnedBy("pods", ns, Uid(set)).Where(PodReadiness.IsActive)];
        await ReportAsync(set, active, failure).ConfigureAwait(false);
        if (PodReadiness.NextAvailable(active, Number(spec, "minReadySeconds"), Core.Now) is { } wait)
        {
            LookAgain(ns, objectName, wait);
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private async ValueTask<KubeException?> ManageAsync(JsonObject set, List<JsonObject> active)
    {
        var spec = Child(set, "spec");
        var wanted = Number(spec, "replicas", 1);
        var kindOf = Client.Kind("v1", "Pod");
        for (var i = 0; i < Math.Min(BurstMax, wanted - active.Count); i++)
        {
            var pod = PodReadiness.FromTemplate(
                Child(spec, "template"), Namespace(set), ObjectFields.Name(set), Owner(set));
            try
            {
                if (await Client.MakeAsync(kindOf, pod).ConfigureAwait(false) is not { } made)
                {
                    return null;
                }

                Events.Record(set, "Normal", "SuccessfulCreate", $"Created pod: {made}");
            }
            catch (KubeException e)
            {
                Events.Record(set, "Warning", "FailedCreate", $"Error creating: {e.Message}");
                return e;
            }
        }

        foreach (var pod in PodReadiness.LeastNeeded(active).Take((int)Math.Clamp(active.Count - wanted, 0, BurstMax)))
        {
            if (Core.Find("pods", Namespace(set), ObjectFields.Name(pod)) is { } stored && stored.Uid == Uid(pod))
            {
                await Client.DeleteAsync(kindOf, stored).ConfigureAwait(false);
                Events.Record(set, "Normal", "SuccessfulDelete", $"Deleted pod: {stored.Name}");
            }
        }

        return null;
    }

    private async ValueTask ReportAsync(JsonObject set, List<JsonObject> active, KubeException? failure)
    {
        var spec = Child(set, "spec");
        var template = Child(Child(Child(spec, "template"), "metadata"), "labels");
        var minimum = Number(spec, "minReadySeconds");
        var old = Child(set, "status") ?? [];
        var status = new JsonObject { ["replicas"] = GoNumbers.Node(active.Count) };
        foreach (var (field, count) in ((string, int)[])
        [
            ("fullyLabeledReplicas", active.Count(p => HasAll(Child(Child(p, "metadata"), "labels"), template))),
            ("readyReplicas", active.Count(PodReadiness.IsReady)),
            ("availableReplicas", active.Count(p => PodReadiness.IsAvailable(p, minimum, Core.Now))),
        ])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        status["observedGeneration"] = GoNumbers.Node(Number(Child(set, "metadata"), "generation"));
        if (old["conditions"] is { } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        // The first refusal's words stay: each names another Pod, and a changed status would at once be tried again.
        if (failure is not null && !StatusConditions.Holds(status, "ReplicaFailure"))
        {
            StatusConditions.Set(status, "ReplicaFailure", "True", "FailedCreate", failure.Message, Now);
        }
        else if (failure is null)
        {
            StatusConditions.Remove(status, "ReplicaFailure");
        }

        await WriteStatusAsync(Client.Kind(apiVersion, kind), set, status).ConfigureAwait(false);
    }

    private static bool HasAll(JsonObject? labels, JsonObject? wanted) =>
        wanted is null || wanted.All(w => labels?[w.Key]?.ToString() == w.Value?.ToString());
}
