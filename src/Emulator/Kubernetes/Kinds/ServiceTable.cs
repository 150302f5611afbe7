using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Cells of a Service's row.</summary>
internal static class ServiceTable
{
    public static JsonArray Cells(JsonObject service, DateTimeOffset now)
    {
        var spec = Child(service, "spec");
        var address = Text(spec, "clusterIP");
        return
        [
            Name(service), Text(spec, "type"), address.Length == 0 ? "<none>" : address, External(service, spec),
            Ports(spec), StandardColumns.AgeOf(service, now), WorkloadTables.Selector(Child(spec, "selector")),
        ];
    }

    private static string External(JsonObject service, JsonObject? spec)
    {
        var ips = Texts(spec, "externalIPs").ToList();
        switch (Text(spec, "type"))
        {
            case "ExternalName":
                return Text(spec, "externalName");
            case "LoadBalancer":
                var given = Items(Child(Child(service, "status"), "loadBalancer"), "ingress")
                    .Select(i => Text(i.Item, "ip") is { Length: > 0 } ip ? ip : Text(i.Item, "hostname"))
                    .Concat(ips)
                    .ToList();
                return given.Count == 0 ? "<pending>" : string.Join(",", given);
            default:
                return ips.Count == 0 ? "<none>" : string.Join(",", ips);
        }
    }

    private static string Ports(JsonObject? spec)
    {
        var ports = Items(spec, "ports").Select(p => Number(p.Item, "nodePort") is > 0 and var node
            ? $"{Number(p.Item, "port")}:{node}/{Text(p.Item, "protocol")}"
            : $"{Number(p.Item, "port")}/{Text(p.Item, "protocol")}").ToList();
        return ports.Count == 0 ? "<none>" : string.Join(",", ports);
    }
}
