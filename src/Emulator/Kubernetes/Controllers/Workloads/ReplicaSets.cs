using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>Keeps as many Pods as a ReplicaSet wants. Not emulated: adoption of Pods without owner.</summary>
internal sealed class ReplicaSets(KubeCore core) : Reconciler(core, "replicaset-controller")
{
    private const int BurstMax = 500;

    public override string Name => "replicaset";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "replicasets.apps" => [(change.Object!.Namespace, change.Object.Name)],
            "pods" => ControllerOf(change.Object!, "ReplicaSet"),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find("replicasets.apps", ns, objectName) is not { } set)
        {
            return;
        }

        var spec = Child(set, "spec");
        var pods = OwnedBy("pods", ns, Uid(set)).Where(p => !PodReadiness.IsOver(p)).ToList();
        var wanted = (int)Math.Min(Number(spec, "replicas", 1), BurstMax);
        var kind = Client.Kind("v1", "Pod");
        for (var i = pods.Count; i < wanted; i++)
        {
            await Client.CreateAsync(
                kind, PodReadiness.FromTemplate(Child(spec, "template"), ns, objectName, Owner(set)))
                .ConfigureAwait(false);
        }

        // Those that are not ready go first.
        foreach (var pod in pods.OrderBy(PodReadiness.IsReady).Take(Math.Max(0, pods.Count - wanted)))
        {
            if (Core.Find("pods", ns, ObjectFields.Name(pod)) is { } stored)
            {
                await Client.DeleteAsync(kind, stored).ConfigureAwait(false);
            }
        }

        await ReportAsync(set).ConfigureAwait(false);
    }

    private async ValueTask ReportAsync(JsonObject set)
    {
        var pods = OwnedBy("pods", Namespace(set), Uid(set)).Where(p => !PodReadiness.IsOver(p)).ToList();
        var ready = pods.Count(PodReadiness.IsReady);
        var status = new JsonObject { ["replicas"] = GoNumbers.Node(pods.Count) };
        foreach (var (field, count) in ((string, int)[])
            [("fullyLabeledReplicas", pods.Count), ("readyReplicas", ready), ("availableReplicas", ready)])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        status["observedGeneration"] = GoNumbers.Node(Number(Child(set, "metadata"), "generation"));
        await WriteStatusAsync(Client.Kind("apps/v1", "ReplicaSet"), set, status).ConfigureAwait(false);
    }
}
