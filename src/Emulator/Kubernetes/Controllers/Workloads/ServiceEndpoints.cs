using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>One EndpointSlice per Service with a selector, naming its Pods and whether they are ready.</summary>
internal sealed class ServiceEndpoints(KubeCore core) : Reconciler(core, "endpointslice-controller")
{
    public override string Name => "endpoints";

    protected override string Primary => "services";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change)
    {
        var at = change.Object!;
        return change.Table!.StorageKey switch
        {
            "services" => [(at.Namespace, at.Name)],
            "pods" => ObjectReads.InNamespace(Core.Store.Table("services"), at.Namespace)
                .Select(s => (s.Namespace, s.Name))
                .ToList(),
            _ => [],
        };
    }

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find("services", ns, objectName) is not { } service ||
            Child(Child(service, "spec"), "selector") is not { Count: > 0 } selector)
        {
            return;
        }

        var wanted = new JsonObject { ["matchLabels"] = selector.DeepClone() };
        var pods = ObjectReads.InNamespace(Core.Store.Table("pods"), ns)
            .Where(p => !p.Head.Deleting)
            .Select(p => p.Parse())
            .Where(p => SelectorRules.Matches(wanted, Child(Child(p, "metadata"), "labels")))
            .Where(p => !PodReadiness.IsOver(p) && Text(Child(p, "status"), "podIP").Length > 0)
            .ToList();
        var slice = Slice(service, pods);
        var kind = Client.Kind("discovery.k8s.io/v1", "EndpointSlice");
        var name = ObjectFields.Name(slice);
        if (Core.Find("endpointslices.discovery.k8s.io", ns, name) is null)
        {
            await Client.CreateAsync(kind, slice).ConfigureAwait(false);
            return;
        }

        await Client.UpdateAsync(kind, ns, name, current =>
        {
            current["endpoints"] = slice["endpoints"]?.DeepClone();
            current["ports"] = slice["ports"]?.DeepClone();
            return true;
        }).ConfigureAwait(false);
    }

    private static JsonObject Slice(JsonObject service, List<JsonObject> pods) => new()
    {
        ["apiVersion"] = "discovery.k8s.io/v1",
        ["kind"] = "EndpointSlice",
        ["metadata"] = new JsonObject
        {
            ["name"] = $"{ObjectFields.Name(service)}-eso",
            ["namespace"] = Namespace(service),
            ["labels"] = new JsonObject
            {
                ["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io",
                ["kubernetes.io/service-name"] = ObjectFields.Name(service),
            },
            ["ownerReferences"] = Owner(service),
        },
        ["addressType"] = "IPv4",
        ["endpoints"] = new JsonArray([.. pods.Select(Endpoint)]),
        ["ports"] = new JsonArray([
            .. Items(Child(service, "spec"), "ports").Select(p => (JsonNode)new JsonObject
            {
                ["name"] = Text(p.Item, "name"),
                ["protocol"] = Text(p.Item, "protocol"),
                ["port"] = GoNumbers.Node(Port(p.Item, pods)),
            }),
        ]),
    };

    private static JsonNode Endpoint(JsonObject pod)
    {
        var ready = PodReadiness.IsReady(pod);
        return new JsonObject
        {
            ["addresses"] = new JsonArray(Text(Child(pod, "status"), "podIP")),
            ["conditions"] = new JsonObject { ["ready"] = ready, ["serving"] = ready, ["terminating"] = false },
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["namespace"] = Namespace(pod),
                ["name"] = ObjectFields.Name(pod),
                ["uid"] = Uid(pod),
            },
            ["nodeName"] = Text(Child(pod, "spec"), "nodeName"),
        };
    }

    private static long Port(JsonObject port, List<JsonObject> pods)
    {
        if (Text(port, "targetPort") is not { Length: > 0 } name)
        {
            return Number(port, "targetPort", Number(port, "port"));
        }

        return pods
            .SelectMany(p => Items(Child(p, "spec"), "containers"))
            .SelectMany(c => Items(c.Item, "ports"))
            .Where(p => Text(p.Item, "name") == name)
            .Select(p => Number(p.Item, "containerPort"))
            .FirstOrDefault(Number(port, "port"));
    }
}
