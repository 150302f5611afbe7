using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// For each Service with a selector one EndpointSlice and one Endpoints object that name its Pods and whether they are
/// ready. Not emulated: several slices (beyond 1000 Pods the rest is left out), topology hints, mirroring of Endpoints
/// that users write.
/// </summary>
internal sealed class ServiceEndpoints(KubeCore core) : Reconciler(core, "endpointslice-controller")
{
    private const int EndpointsMax = 1000;
    private const string ServiceName = "kubernetes.io/service-name";
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Manager = "endpointslice-controller.k8s.io";
    private const string Headless = "service.kubernetes.io/headless";

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
            "endpointslices.discovery.k8s.io" => ControllerOf(change, "Service"),
            _ => [],
        };
    }

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find("services", ns, objectName) is not { } service)
        {
            // The slices go by their owner; the old kind has none and goes by name.
            if (Core.Find("services", ns, objectName) is null && Core.Find("endpoints", ns, objectName) is { } left
                && Text(left.Head.Labels, "endpoints.kubernetes.io/managed-by") == "endpoint-controller")
            {
                await Client.DeleteAsync(Client.Kind("v1", "Endpoints"), left).ConfigureAwait(false);
            }

            return;
        }

        var spec = Child(service, "spec");
        if (Child(spec, "selector") is not { Count: > 0 } selector || Text(spec, "type") == "ExternalName")
        {
            return;
        }

        var wanted = selector.Select(s => KeyValuePair.Create(s.Key, s.Value?.ToString())).ToList();
        var pods = ObjectReads.InNamespace(Core.Store.Table("pods"), ns)
            .Where(p => p.Head.Labels is { } labels && wanted.TrueForAll(w => Text(labels, w.Key) == w.Value))
            .Select(p => p.Parse())
            .Where(p => !PodReadiness.IsOver(p) && Text(Child(p, "status"), "podIP").Length > 0)
            .Take(EndpointsMax).ToList();
        var evenUnready = Flag(spec, "publishNotReadyAddresses");
        await WriteSliceAsync(service, pods, evenUnready).ConfigureAwait(false);
        await WriteEndpointsAsync(service, [.. pods.Where(p => !PodReadiness.IsGoing(p) || evenUnready)], evenUnready)
            .ConfigureAwait(false);
    }

    private async ValueTask WriteSliceAsync(JsonObject service, List<JsonObject> pods, bool evenUnready)
    {
        var (ns, name) = (Namespace(service), ObjectFields.Name(service));
        var kind = Client.Kind("discovery.k8s.io/v1", "EndpointSlice");
        var slice = new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = new JsonObject
            {
                ["generateName"] = $"{name}-",
                ["namespace"] = ns,
                ["labels"] = Labels(service, ManagedBy, Manager, ServiceName),
                ["ownerReferences"] = Owner(service),
            },
            ["addressType"] = "IPv4",
            // As stored: an empty list is null, so that writing the same again is seen to change nothing.
            ["endpoints"] = pods.Count == 0 ? null : new JsonArray([.. pods.Select(p => Endpoint(p, service, evenUnready))]),
            // The real controller's placeholder for a Service without Pods names no ports either.
            ["ports"] = pods.Count == 0 ? null : Ports(service, pods),
        };
        var there = ObjectReads.InNamespace(Core.Table(kind), ns)
            .Where(s => Text(s.Head.Labels, ServiceName) == name && Text(s.Head.Labels, ManagedBy) == Manager).ToList();
        if (there.Count == 0)
        {
            await Client.CreateAsync(kind, slice).ConfigureAwait(false);
            return;
        }

        await Client.UpdateAsync(kind, ns, there[0].Name, current =>
        {
            current["endpoints"] = slice["endpoints"]?.DeepClone();
            current["ports"] = slice["ports"]?.DeepClone();
            Ensure(current, "metadata")["labels"] = slice["metadata"]!["labels"]!.DeepClone();
            return true;
        }).ConfigureAwait(false);
    }

    private async ValueTask WriteEndpointsAsync(JsonObject service, List<JsonObject> pods, bool evenUnready)
    {
        var (ns, name) = (Namespace(service), ObjectFields.Name(service));
        var kind = Client.Kind("v1", "Endpoints");
        var ready = pods.Where(p => evenUnready || PodReadiness.IsReady(p)).ToList();
        var subset = new JsonObject();
        foreach (var (field, some) in ((string, IEnumerable<JsonObject>)[])
            [("addresses", ready), ("notReadyAddresses", pods.Except(ready))])
        {
            var addresses = some.OrderBy(p => Text(Child(p, "status"), "podIP"), StringComparer.Ordinal)
                .Select(p => Address(p, service)).ToArray();
            if (addresses.Length > 0)
            {
                subset[field] = new JsonArray(addresses);
            }
        }

        var subsets = new JsonArray();
        if (subset.Count > 0)
        {
            if (Ports(service, pods) is { Count: > 0 } ports)
            {
                subset["ports"] = ports;
            }

            subsets.Add(subset);
        }

        var labels = Labels(service, "endpoints.kubernetes.io/managed-by", "endpoint-controller", null);
        if (Core.Find("endpoints", ns, name) is null)
        {
            await Client.CreateAsync(kind, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Endpoints",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = labels },
                ["subsets"] = subsets,
            }).ConfigureAwait(false);
            return;
        }

        await Client.UpdateAsync(kind, ns, name, current =>
        {
            current["subsets"] = subsets.DeepClone();
            Ensure(current, "metadata")["labels"] = labels.DeepClone();
            return true;
        }).ConfigureAwait(false);
    }

    private static JsonObject Labels(JsonObject service, string managedBy, string manager, string? nameLabel)
    {
        var labels = (JsonObject)(Child(Child(service, "metadata"), "labels") ?? []).DeepClone();
        labels[managedBy] = manager;
        if (nameLabel is not null)
        {
            labels[nameLabel] = ObjectFields.Name(service);
        }

        if (Text(Child(service, "spec"), "clusterIP") == "None")
        {
            labels[Headless] = "";
        }

        return labels;
    }

    private static JsonNode Endpoint(JsonObject pod, JsonObject service, bool evenUnready)
    {
        var (serving, going) = (PodReadiness.IsReady(pod), PodReadiness.IsGoing(pod));
        var endpoint = new JsonObject
        {
            ["addresses"] = new JsonArray(Text(Child(pod, "status"), "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = evenUnready || (serving && !going),
                ["serving"] = serving,
                ["terminating"] = going,
            },
            ["targetRef"] = Target(pod),
            ["nodeName"] = Text(Child(pod, "spec"), "nodeName"),
        };
        AddHostname(endpoint, pod, service);
        return endpoint;
    }

    private static JsonNode Address(JsonObject pod, JsonObject service)
    {
        var address = new JsonObject { ["ip"] = Text(Child(pod, "status"), "podIP") };
        AddHostname(address, pod, service);
        address["nodeName"] = Text(Child(pod, "spec"), "nodeName");
        address["targetRef"] = Target(pod);
        return address;
    }

    // Only Pods that name this Service as their subdomain have a name of their own in it.
    private static void AddHostname(JsonObject at, JsonObject pod, JsonObject service)
    {
        var spec = Child(pod, "spec");
        if (Text(spec, "hostname") is { Length: > 0 } host && Text(spec, "subdomain") == ObjectFields.Name(service))
        {
            at["hostname"] = host;
        }
    }

    private static JsonObject Target(JsonObject pod) => new()
    {
        ["kind"] = "Pod",
        ["namespace"] = Namespace(pod),
        ["name"] = ObjectFields.Name(pod),
        ["uid"] = Uid(pod),
    };

    private static JsonArray Ports(JsonObject service, List<JsonObject> pods)
    {
        var ports = new JsonArray();
        foreach (var (_, port) in Items(Child(service, "spec"), "ports"))
        {
            var made = new JsonObject();
            foreach (var field in (string[])["name", "protocol", "appProtocol"])
            {
                if (Text(port, field) is { Length: > 0 } value)
                {
                    made[field] = value;
                }
            }

            made["port"] = GoNumbers.Node(Port(port, pods));
            ports.Add((JsonNode)made);
        }

        return ports;
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
