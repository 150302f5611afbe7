using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>Counts how many Pods of a PodDisruptionBudget may be evicted now.</summary>
internal sealed class PodDisruptionBudgets(KubeCore core) : Reconciler(core, "disruption-controller")
{
    /// <summary>An eviction that never led to a deletion stops counting after this.</summary>
    private static readonly TimeSpan EvictionCounts = TimeSpan.FromMinutes(2);

    public override string Name => "disruption";

    protected override string Primary => "poddisruptionbudgets.policy";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "poddisruptionbudgets.policy" => [(change.Object!.Namespace, change.Object.Name)],
            "pods" or "replicasets.apps" or "statefulsets.apps" or "deployments.apps" or "replicationcontrollers" =>
                ObjectReads.InNamespace(Core.Store.Table(Primary), change.Object!.Namespace)
                    .Select(b => (b.Namespace, b.Name)).ToList(),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find(Primary, ns, objectName) is not { } budget)
        {
            return;
        }

        var spec = Child(budget, "spec");
        var selector = Child(spec, "selector");
        var pods = selector is null ? [] : ObjectReads.InNamespace(Core.Store.Table("pods"), ns)
            .Where(p => SelectorRules.Matches(selector, p.Head.Labels))
            .Select(p => p.Parse())
            .Where(p => !PodReadiness.IsOver(p)).ToList();
        var disrupted = Disrupted(budget, pods, out var next);
        var (expected, desired) = Wanted(spec, pods);
        var healthy = pods.Count(p => !disrupted.ContainsKey(ObjectFields.Name(p)) && !PodReadiness.IsGoing(p) && PodReadiness.IsReady(p));
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        var status = new JsonObject
        {
            ["observedGeneration"] = GoNumbers.Node(Number(Child(budget, "metadata"), "generation")),
            ["disruptionsAllowed"] = GoNumbers.Node(allowed),
            ["currentHealthy"] = GoNumbers.Node(healthy),
            ["desiredHealthy"] = GoNumbers.Node(desired),
            ["expectedPods"] = GoNumbers.Node(expected),
        };
        if (disrupted.Count > 0)
        {
            status["disruptedPods"] = disrupted;
        }

        if (Child(budget, "status")?["conditions"] is { } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        StatusConditions.Set(status, "DisruptionAllowed", allowed > 0 ? "True" : "False",
            allowed > 0 ? "SufficientPods" : "InsufficientPods", "", Now);
        StatusConditions.Find(status, "DisruptionAllowed")!["observedGeneration"] = status["observedGeneration"]!.DeepClone();
        await WriteStatusAsync(Client.Kind("policy/v1", "PodDisruptionBudget"), budget, status).ConfigureAwait(false);
        if (next is { } wait)
        {
            LookAgain(ns, objectName, wait);
        }
    }

    private JsonObject Disrupted(JsonObject budget, List<JsonObject> pods, out TimeSpan? next)
    {
        var kept = new JsonObject();
        next = null;
        foreach (var (name, value) in Child(Child(budget, "status"), "disruptedPods") ?? [])
        {
            var since = Times.Parse(value?.ToString() ?? "");
            var pod = pods.Find(p => ObjectFields.Name(p) == name);
            if (pod is null || since is null || PodReadiness.IsGoing(pod) || since + EvictionCounts <= Core.Now)
            {
                continue;
            }

            kept[name] = value!.DeepClone();
            var left = since.Value + EvictionCounts - Core.Now;
            next = next is null || left < next ? left : next;
        }

        return kept;
    }

    private (long Expected, long Desired) Wanted(JsonObject? spec, List<JsonObject> pods)
    {
        if (spec?["maxUnavailable"] is { } most)
        {
            var expected = pods.Select(Controller).Distinct().Sum(c => Scale(c));
            var may = IntOrString.Parse(most.ToString()).Scaled((int)expected, roundUp: true, out _) ?? 0;
            return (expected, Math.Max(0, expected - may));
        }

        if (spec?["minAvailable"] is { } least)
        {
            var parsed = IntOrString.Parse(least.ToString());
            if (parsed.Text is null)
            {
                return (pods.Count, parsed.Number);
            }

            var expected = pods.Select(Controller).Distinct().Sum(c => Scale(c));
            return (expected, parsed.Scaled((int)expected, roundUp: true, out _) ?? 0);
        }

        return (pods.Count, 0);
    }

    private static (string Ns, string Kind, string Name) Controller(JsonObject pod) => Items(Child(pod, "metadata"), "ownerReferences")
        .Where(o => Flag(o.Item, "controller"))
        .Select(o => (Namespace(pod), Text(o.Item, "kind"), Text(o.Item, "name")))
        .FirstOrDefault((Namespace(pod), "", ObjectFields.Name(pod)));

    // How many Pods the controller above wants: of a ReplicaSet its Deployment is asked.
    private long Scale((string Ns, string Kind, string Name) owner)
    {
        var table = owner.Kind switch
        {
            "ReplicaSet" => "replicasets.apps",
            "StatefulSet" => "statefulsets.apps",
            "ReplicationController" => "replicationcontrollers",
            "Deployment" => "deployments.apps",
            _ => null,
        };
        if (table is null || Core.Find(table, owner.Ns, owner.Name)?.Parse() is not { } found)
        {
            return 0;
        }

        return owner.Kind == "ReplicaSet" && Controller(found) is { Kind: "Deployment" } above
            ? Scale(above)
            : Number(Child(found, "spec"), "replicas", 1);
    }

    /// <summary>The budgets over a Pod.</summary>
    public static List<JsonObject> Over(KubeCore core, JsonObject pod) =>
    [
        .. ObjectReads.InNamespace(core.Store.Table("poddisruptionbudgets.policy"), Namespace(pod))
            .Select(b => b.Parse())
            .Where(b => SelectorRules.Matches(Child(Child(b, "spec"), "selector"), Child(Child(pod, "metadata"), "labels"))),
    ];
}
