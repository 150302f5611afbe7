using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Defaults and checks of Services.</summary>
internal static class ServiceRules
{
    private const string PortRange = "must be between 1 and 65535, inclusive";
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static void Default(JsonObject service)
    {
        var spec = Ensure(service, "spec");
        ObjectFields.Default(spec, "sessionAffinity", "None");
        ObjectFields.Default(spec, "type", "ClusterIP");
        if (Text(spec, "sessionAffinity") == "ClientIP")
        {
            var client = Ensure(Ensure(spec, "sessionAffinityConfig"), "clientIP");
            ObjectFields.Default(client, "timeoutSeconds", GoNumbers.Node(10800));
        }
        else if (Text(spec, "sessionAffinity") == "None")
        {
            spec.Remove("sessionAffinityConfig");
        }

        foreach (var (_, port) in Items(spec, "ports"))
        {
            ObjectFields.Default(port, "protocol", "TCP");
            if (port["targetPort"] is null || (Number(port, "targetPort") == 0 && Text(port, "targetPort").Length == 0))
            {
                port["targetPort"] = GoNumbers.Node(Number(port, "port"));
            }
        }

        var type = Text(spec, "type");
        if (type is "NodePort" or "LoadBalancer")
        {
            ObjectFields.Default(spec, "externalTrafficPolicy", "Cluster");
        }

        if (type is "ClusterIP" or "NodePort" or "LoadBalancer")
        {
            ObjectFields.Default(spec, "internalTrafficPolicy", "Cluster");
        }

        var balancer = Ensure(Ensure(service, "status"), "loadBalancer");
        if (type == "LoadBalancer")
        {
            ObjectFields.Default(spec, "allocateLoadBalancerNodePorts", true);
            foreach (var (_, ingress) in Items(balancer, "ingress").Where(i => Text(i.Item, "ip").Length > 0))
            {
                ObjectFields.Default(ingress, "ipMode", "VIP");
            }
        }
    }

    public static void Validate(JsonObject service, List<FieldError> errors)
    {
        var spec = Child(service, "spec") ?? [];
        var type = Text(spec, "type");
        var headless = Text(spec, "clusterIP") == "None";
        var ports = Items(spec, "ports").ToList();
        if (ports.Count == 0 && !headless && type != "ExternalName")
        {
            errors.Add(FieldError.Required("spec.ports"));
        }

        if (type == "ExternalName")
        {
            ExternalName(spec, errors);
        }

        Ports(ports, errors);
        NodePorts(ports, errors);
        ServiceExposureRules.Validate(spec, errors);
        if (type == "ClusterIP")
        {
            foreach (var (i, _) in ports.Where(p => Number(p.Item, "nodePort") != 0))
            {
                errors.Add(FieldError.Forbidden(
                    $"spec.ports[{i}].nodePort", "may not be used when `type` is 'ClusterIP'"));
            }
        }

        ObjectMeta.Labels(Child(spec, "selector"), "spec.selector", errors);
        if (Text(spec, "sessionAffinity") is var affinity and not ("ClientIP" or "None"))
        {
            errors.Add(FieldError.NotSupported("spec.sessionAffinity", affinity, ["ClientIP", "None"]));
        }

        if (!Types.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported("spec.type", type, Types));
        }
    }

    /// <summary>A wish for an address or port that the allocators refuse.</summary>
    public static void ValidateAllocation(JsonObject service, KindContext context, List<FieldError> errors)
    {
        var spec = Child(service, "spec");
        var others = context.List("services", null).Select(s => Child(s, "spec")).ToList();
        var ip = Text(spec, "clusterIP");
        if (ip.Length > 0 && ip != "None" && Text(spec, "type") is "ClusterIP" or "NodePort" or "LoadBalancer")
        {
            var why = !ip.StartsWith("10.0.", StringComparison.Ordinal)
                ? $"the provided IP ({ip}) is not in the valid range. The range of valid IPs is 10.0.0.0/16"
                : others.Exists(o => Text(o, "clusterIP") == ip) ? "provided IP is already allocated" : null;
            if (why is not null)
            {
                errors.Add(FieldError.Invalid(
                    "spec.clusterIPs", spec?["clusterIPs"], $"failed to allocate IP {ip}: {why}"));
            }
        }

        foreach (var (i, port) in Text(spec, "type") is "NodePort" or "LoadBalancer" ? Items(spec, "ports") : [])
        {
            var number = Number(port, "nodePort");
            var why = number == 0 ? null
                : number is < 30000 or > 32767
                ? "provided port is not in the valid range. The range of valid ports is 30000-32767"
                : others.Exists(o => Items(o, "ports").Any(p => Number(p.Item, "nodePort") == number))
                ? "provided port is already allocated"
                : null;
            if (why is not null)
            {
                errors.Add(FieldError.Invalid($"spec.ports[{i}].nodePort", number, why));
            }
        }
    }

    private static void ExternalName(JsonObject spec, List<FieldError> errors)
    {
        var name = Text(spec, "externalName");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("spec.externalName"));
        }
        else
        {
            var plain = name.EndsWith('.') ? name[..^1] : name;
            ObjectMeta.AddAll(errors, "spec.externalName", plain, Names.Subdomain(plain));
        }

        if (Texts(spec, "clusterIPs").Any())
        {
            errors.Add(FieldError.Forbidden("spec.clusterIPs", "may not be set for ExternalName services"));
        }
    }

    private static void Ports(List<(int Index, JsonObject Item)> ports, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<(string, long)>();
        foreach (var (i, port) in ports)
        {
            var path = $"spec.ports[{i}]";
            Port(port, path, ports.Count > 1, names, errors);
            var protocol = Text(port, "protocol");
            if (!seen.Add((protocol, Number(port, "port"))))
            {
                // The key is printed as a Go struct with nothing else filled in.
                errors.Add(FieldError.Duplicate(path, new JsonObject
                {
                    ["Name"] = "",
                    ["Protocol"] = protocol,
                    ["AppProtocol"] = null,
                    ["Port"] = Number(port, "port"),
                    ["TargetPort"] = 0,
                    ["NodePort"] = 0,
                }));
            }
        }
    }

    private static void NodePorts(List<(int Index, JsonObject Item)> ports, List<FieldError> errors)
    {
        var taken = new HashSet<(string, long)>();
        foreach (var (i, port) in ports)
        {
            var number = Number(port, "nodePort");
            if (number != 0 && !taken.Add((Text(port, "protocol"), number)))
            {
                errors.Add(FieldError.Duplicate($"spec.ports[{i}].nodePort", number));
            }
        }
    }

    private static void Port(
        JsonObject port,
        string path,
        bool nameRequired,
        HashSet<string> names,
        List<FieldError> errors)
    {
        var name = Text(port, "name");
        if (name.Length > 0)
        {
            ObjectMeta.AddAll(errors, $"{path}.name", name, Names.Label(name));
            if (!names.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}.name", name));
            }
        }
        else if (nameRequired)
        {
            errors.Add(FieldError.Required($"{path}.name"));
        }

        Range(Number(port, "port"), $"{path}.port", errors);
        var protocol = Text(port, "protocol");
        if (!Protocols.Contains(protocol, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{path}.protocol", protocol, Protocols));
        }

        if (Text(port, "targetPort") is { Length: > 0 } target)
        {
            ObjectMeta.AddAll(errors, $"{path}.targetPort", target, Names.PortName(target));
        }
        else
        {
            Range(Number(port, "targetPort"), $"{path}.targetPort", errors);
        }

        if (Text(port, "appProtocol") is { Length: > 0 } application)
        {
            ObjectMeta.AddAll(errors, $"{path}.appProtocol", application, Names.Qualified(application));
        }
    }

    private static void Range(long number, string path, List<FieldError> errors)
    {
        if (number is < 1 or > 65535)
        {
            errors.Add(FieldError.Invalid(path, number, PortRange));
        }
    }
}
