using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>One Pod on each node that the template fits, replaced within maxUnavailable when the template changes.</summary>
/// <remarks>Not emulated: maxSurge (old Pods go first).</remarks>
internal sealed class DaemonSets(KubeCore core) : Reconciler(core, "daemonset-controller")
{
    private static readonly (string Key, string Effect)[] Tolerated =
    [
        ("node.kubernetes.io/not-ready", "NoExecute"), ("node.kubernetes.io/unreachable", "NoExecute"),
        ("node.kubernetes.io/disk-pressure", "NoSchedule"), ("node.kubernetes.io/memory-pressure", "NoSchedule"),
        ("node.kubernetes.io/pid-pressure", "NoSchedule"), ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ];

    private ControllerRevisions Revisions => field ??= new ControllerRevisions(Client);

    public override string Name => "daemonset";

    protected override string Primary => "daemonsets.apps";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "daemonsets.apps" => [(change.Object!.Namespace, change.Object.Name)],
            "pods" or "controllerrevisions.apps" => ControllerOf(change, "DaemonSet"),
            "nodes" => Core.Store.Table(Primary).Current.Range(null, null).Select(d => (d.Namespace, d.Name)).ToList(),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find(Primary, ns, objectName) is not { } set)
        {
            return;
        }

        var history = await Revisions.ListAsync(set).ConfigureAwait(false);
        if (await Revisions.CurrentAsync(set, history).ConfigureAwait(false) is not { } revision)
        {
            return;
        }

        var hash = ControllerRevisions.HashOf(revision);
        var pods = await Claims.ClaimAsync(
            Client, Client.Kind("v1", "Pod"), set, Child(Child(set, "spec"), "selector")).ConfigureAwait(false);
        var nodes = Core.Store.Table("nodes").Current.Range(null, null).Select(n => n.Parse()).ToList();
        var template = Child(Child(Child(set, "spec"), "template"), "spec") ?? [];
        var fitting = nodes.Where(n => NodeFit.Objection(WithTolerations(template), n) is null)
            .Select(ObjectFields.Name).ToHashSet(StringComparer.Ordinal);
        await PlaceAsync(set, pods, fitting, hash).ConfigureAwait(false);
        if (Text(Child(Child(set, "spec"), "updateStrategy"), "type") != "OnDelete")
        {
            await ReplaceAsync(set, pods, fitting, hash).ConfigureAwait(false);
        }

        pods = OwnedBy("pods", ns, Uid(set));
        await ReportAsync(set, pods, fitting, hash).ConfigureAwait(false);
        var used = pods.Select(HashOf).Append(hash).ToHashSet(StringComparer.Ordinal);
        await Revisions.TrimAsync(set, history, used).ConfigureAwait(false);
        if (PodReadiness.NextAvailable(pods, Number(Child(set, "spec"), "minReadySeconds"), Core.Now) is { } wait)
        {
            LookAgain(ns, objectName, wait);
        }
    }

    private async ValueTask PlaceAsync(JsonObject set, List<JsonObject> pods, HashSet<string> fitting, string hash)
    {
        foreach (var pod in pods.Where(p => !PodReadiness.IsGoing(p)))
        {
            if (PodReadiness.Phase(pod) == "Failed")
            {
                Events.Record(set, "Warning", "FailedDaemonPod",
                    $"Found failed daemon pod {Namespace(pod)}/{ObjectFields.Name(pod)} on node {NodeOf(pod)}, will try to kill it");
            }

            if (PodReadiness.IsOver(pod) || !fitting.Contains(NodeOf(pod)))
            {
                await DropAsync(set, pod).ConfigureAwait(false);
            }
        }

        var taken = pods.Where(p => !PodReadiness.IsOver(p)).Select(NodeOf).ToHashSet(StringComparer.Ordinal);
        foreach (var node in fitting.Where(n => !taken.Contains(n)).Order(StringComparer.Ordinal))
        {
            await MakeAsync(set, node, hash).ConfigureAwait(false);
        }
    }

    private async ValueTask MakeAsync(JsonObject set, string node, string hash)
    {
        var pod = PodReadiness.FromTemplate(
            Child(Child(set, "spec"), "template"), Namespace(set), ObjectFields.Name(set), Owner(set));
        var labels = Ensure(Ensure(pod, "metadata"), "labels");
        labels[ControllerRevisions.Label] = hash;
        labels["pod-template-generation"] = $"{Number(Child(set, "metadata"), "generation")}";
        var spec = WithTolerations(Ensure(pod, "spec"));
        pod["spec"] = spec;
        var affinity = Ensure(Ensure(spec, "affinity"), "nodeAffinity");
        affinity["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
        {
            ["nodeSelectorTerms"] = new JsonArray(new JsonObject
            {
                ["matchFields"] = new JsonArray(new JsonObject
                {
                    ["key"] = "metadata.name",
                    ["operator"] = "In",
                    ["values"] = new JsonArray(node),
                }),
            }),
        };
        try
        {
            if (await Client.MakeAsync(Client.Kind("v1", "Pod"), pod).ConfigureAwait(false) is { } name)
            {
                Events.Record(set, "Normal", "SuccessfulCreate", $"Created pod: {name}");
            }
        }
        catch (KubeException e)
        {
            Events.Record(set, "Warning", "FailedCreate", $"Error creating: {e.Message}");
            throw;
        }
    }

    private async ValueTask ReplaceAsync(JsonObject set, List<JsonObject> pods, HashSet<string> fitting, string hash)
    {
        var spec = Child(set, "spec");
        var rolling = Child(Child(spec, "updateStrategy"), "rollingUpdate");
        var most = Math.Max(1, IntOrString.Parse(rolling?["maxUnavailable"]?.ToString() ?? "1")
            .Scaled(fitting.Count, roundUp: true, out _) ?? 1);
        var alive = pods.Where(p => PodReadiness.IsActive(p) && fitting.Contains(NodeOf(p))).ToList();
        var unavailable = fitting.Count - alive.Count(p => IsAvailable(set, p));
        foreach (var pod in alive.Where(p => HashOf(p) != hash).OrderBy(p => IsAvailable(set, p)))
        {
            var well = IsAvailable(set, pod);
            if (well && unavailable >= most)
            {
                return;
            }

            await DropAsync(set, pod).ConfigureAwait(false);
            unavailable += well ? 1 : 0;
        }
    }

    private async ValueTask DropAsync(JsonObject set, JsonObject pod)
    {
        if (Core.Find("pods", Namespace(pod), ObjectFields.Name(pod)) is { Head.Deleting: false } stored && stored.Uid == Uid(pod))
        {
            await Client.DeleteAsync(Client.Kind("v1", "Pod"), stored).ConfigureAwait(false);
            Events.Record(set, "Normal", "SuccessfulDelete", $"Deleted pod: {stored.Name}");
        }
    }

    private async ValueTask ReportAsync(JsonObject set, List<JsonObject> pods, HashSet<string> fitting, string hash)
    {
        var alive = pods.Where(p => !PodReadiness.IsOver(p)).ToList();
        var placed = alive.Where(p => fitting.Contains(NodeOf(p))).ToList();
        int On(IEnumerable<JsonObject> some) => some.Select(NodeOf).Distinct(StringComparer.Ordinal).Count();
        var available = On(placed.Where(p => IsAvailable(set, p)));
        var status = new JsonObject
        {
            ["currentNumberScheduled"] = GoNumbers.Node(On(placed)),
            ["numberMisscheduled"] = GoNumbers.Node(On(alive.Where(p => !fitting.Contains(NodeOf(p))))),
            ["desiredNumberScheduled"] = GoNumbers.Node(fitting.Count),
            ["numberReady"] = GoNumbers.Node(On(placed.Where(PodReadiness.IsReady))),
            ["observedGeneration"] = GoNumbers.Node(Number(Child(set, "metadata"), "generation")),
        };
        foreach (var (field, count) in ((string, int)[])
        [
            ("updatedNumberScheduled", On(placed.Where(p => HashOf(p) == hash))), ("numberAvailable", available),
            ("numberUnavailable", fitting.Count - available),
        ])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        await WriteStatusAsync(Client.Kind("apps/v1", "DaemonSet"), set, status).ConfigureAwait(false);
    }

    private bool IsAvailable(JsonObject set, JsonObject pod) =>
        PodReadiness.IsAvailable(pod, Number(Child(set, "spec"), "minReadySeconds"), Core.Now);

    private static string HashOf(JsonObject pod) => Text(Child(Child(pod, "metadata"), "labels"), ControllerRevisions.Label);

    /// <summary>The node a Pod is on, or is meant for.</summary>
    private static string NodeOf(JsonObject pod)
    {
        var spec = Child(pod, "spec");
        if (Text(spec, "nodeName") is { Length: > 0 } node)
        {
            return node;
        }

        var required = Child(Child(Child(spec, "affinity"), "nodeAffinity"), "requiredDuringSchedulingIgnoredDuringExecution");
        return Items(required, "nodeSelectorTerms").SelectMany(t => Items(t.Item, "matchFields"))
            .SelectMany(f => Texts(f.Item, "values")).FirstOrDefault("");
    }

    private static JsonObject WithTolerations(JsonObject spec)
    {
        var made = (JsonObject)spec.DeepClone();
        var list = made["tolerations"] as JsonArray ?? [];
        made["tolerations"] ??= list;
        foreach (var (key, effect) in Tolerated)
        {
            var wanted = new JsonObject { ["effect"] = effect, ["key"] = key, ["operator"] = "Exists" };
            if (!list.OfType<JsonObject>().Any(t => Text(t, "key") == key && Text(t, "effect") == effect))
            {
                list.Add(wanted);
            }
        }

        return made;
    }
}
