using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Allocates cluster addresses (10.0.0.0/24 and up to /16 when it is full) and node ports.</summary>
internal static class ServiceAddresses
{
    private const int NodePortFirst = 30000;
    private const int NodePortLast = 32767;
    private const int Attempts = 256;

    public static void Allocate(JsonObject service, KindContext context)
    {
        var spec = Ensure(service, "spec");
        if (Text(spec, "type") == "ExternalName")
        {
            return;
        }

        ServiceFamilyRules.Normalize(spec, null);
        Families(spec);
        var others = new Lazy<List<JsonObject>>(() =>
            [.. context.List("services", null).Select(s => Child(s, "spec")).OfType<JsonObject>()]);
        if (Text(spec, "clusterIP").Length == 0)
        {
            if (Texts(spec, "clusterIPs").Any())
            {
                // Somebody named addresses without the first one: validation will say so.
                return;
            }

            spec["clusterIP"] = FreeAddress(others.Value, context);
            spec["clusterIPs"] = new JsonArray(Text(spec, "clusterIP"));
        }

        if (Text(spec, "type") is "NodePort" or "LoadBalancer")
        {
            NodePorts(spec, others.Value, context);
        }

        if (ServiceExposureRules.NeedsHealthCheck(spec) && Number(spec, "healthCheckNodePort") == 0)
        {
            spec["healthCheckNodePort"] = GoNumbers.Node(FreePort(UsedPorts(others.Value), context));
        }
    }

    /// <summary>An update that leaves allocated values out keeps them.</summary>
    public static void Carry(JsonObject service, JsonObject old, KindContext context)
    {
        var spec = Ensure(service, "spec");
        var before = Child(old, "spec");
        var type = Text(spec, "type");
        if (type == "ExternalName")
        {
            foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
            {
                spec.Remove(field);
            }

            return;
        }

        if (Text(before, "type") != "ExternalName")
        {
            ServiceFamilyRules.Normalize(spec, before);
            if (Text(spec, "clusterIP").Length == 0)
            {
                Keep(spec, before ?? [], "clusterIP");
            }

            foreach (var field in (string[])["clusterIPs", "ipFamilies", "ipFamilyPolicy"])
            {
                if (spec[field] is null or JsonArray { Count: 0 } && Text(spec, "clusterIP") == Text(before, "clusterIP"))
                {
                    Keep(spec, before ?? [], field);
                }
            }
        }

        DropTypeDependent(spec, before, type);
        if (type is "NodePort" or "LoadBalancer")
        {
            foreach (var (_, port) in Items(spec, "ports"))
            {
                var same = Items(before, "ports").Select(p => p.Item).FirstOrDefault(p =>
                    Number(p, "port") == Number(port, "port") && Text(p, "protocol") == Text(port, "protocol"));
                if (Number(port, "nodePort") == 0 && Number(same, "nodePort") != 0)
                {
                    port["nodePort"] = GoNumbers.Node(Number(same, "nodePort"));
                }
            }
        }

        Allocate(service, context);
    }

    /// <summary>A change of type takes along what only the old type had, unless the client set it anew.</summary>
    private static void DropTypeDependent(JsonObject spec, JsonObject? before, string type)
    {
        var was = Text(before, "type");
        if (was is "NodePort" or "LoadBalancer" && type is not ("NodePort" or "LoadBalancer"))
        {
            var kept = Items(before, "ports").Select(p => Number(p.Item, "nodePort")).ToHashSet();
            foreach (var (_, port) in Items(spec, "ports").Where(p => kept.Contains(Number(p.Item, "nodePort"))))
            {
                port.Remove("nodePort");
            }

            DropSame(spec, before, "externalTrafficPolicy");
        }

        if (ServiceExposureRules.NeedsHealthCheck(before) && !ServiceExposureRules.NeedsHealthCheck(spec))
        {
            DropSame(spec, before, "healthCheckNodePort");
        }

        if (was == "LoadBalancer" && type != "LoadBalancer")
        {
            DropSame(spec, before, "allocateLoadBalancerNodePorts");
            DropSame(spec, before, "loadBalancerClass");
        }
    }

    private static void DropSame(JsonObject spec, JsonObject? before, string field)
    {
        if (JsonNode.DeepEquals(spec[field], before?[field]))
        {
            spec.Remove(field);
        }
    }

    private static void Families(JsonObject spec)
    {
        var headlessWithoutSelector =
            Text(spec, "clusterIP") == "None" && Child(spec, "selector") is not { Count: > 0 };
        if (spec["ipFamilyPolicy"] is null)
        {
            spec["ipFamilyPolicy"] = headlessWithoutSelector ? "RequireDualStack" : "SingleStack";
        }

        if (spec["ipFamilies"] is null)
        {
            spec["ipFamilies"] = headlessWithoutSelector ? new JsonArray("IPv4", "IPv6") : new JsonArray("IPv4");
        }
    }

    private static string FreeAddress(List<JsonObject> others, KindContext context)
    {
        var used = others.Select(s => Text(s, "clusterIP")).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < Attempts; i++)
        {
            // The lowest addresses are left for well-known ones (kubernetes, DNS).
            var ip = $"10.0.0.{context.Entropy.Next(16, 255).ToString(CultureInfo.InvariantCulture)}";
            if (!used.Contains(ip))
            {
                return ip;
            }
        }

        for (var i = 1; i < 65536; i++)
        {
            var ip = string.Create(CultureInfo.InvariantCulture, $"10.0.{i / 256}.{i % 256}");
            if (!used.Contains(ip))
            {
                return ip;
            }
        }

        return "10.0.255.255";
    }

    private static HashSet<long> UsedPorts(List<JsonObject> others) => others
        .SelectMany(s => Items(s, "ports").Select(p => Number(p.Item, "nodePort")).Append(Number(s, "healthCheckNodePort")))
        .ToHashSet();

    private static int FreePort(HashSet<long> used, KindContext context)
    {
        var number = context.Entropy.Next(NodePortFirst, NodePortLast + 1);
        for (var i = 0; i < NodePortLast - NodePortFirst && used.Contains(number); i++)
        {
            number = number == NodePortLast ? NodePortFirst : number + 1;
        }

        return number;
    }

    private static void NodePorts(JsonObject spec, List<JsonObject> others, KindContext context)
    {
        var used = UsedPorts(others);
        foreach (var (_, port) in Items(spec, "ports"))
        {
            // A load balancer may reach the Pods without node ports.
            if (Number(port, "nodePort") == 0
                && (spec["allocateLoadBalancerNodePorts"] is null || Flag(spec, "allocateLoadBalancerNodePorts")))
            {
                port["nodePort"] = GoNumbers.Node(FreePort(used, context));
            }

            used.Add(Number(port, "nodePort"));
        }
    }
}
