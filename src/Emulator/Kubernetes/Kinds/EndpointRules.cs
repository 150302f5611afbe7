using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What is checked about Endpoints and EndpointSlices.</summary>
internal static class EndpointRules
{
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];
    private static readonly string[] AddressTypes = ["FQDN", "IPv4", "IPv6"];

    public static void DefaultEndpoints(JsonObject endpoints)
    {
        foreach (var port in Items(endpoints, "subsets").SelectMany(s => Items(s.Item, "ports")))
        {
            ObjectFields.Default(port.Item, "protocol", "TCP");
        }
    }

    public static void DefaultSlice(JsonObject slice)
    {
        foreach (var (_, port) in Items(slice, "ports"))
        {
            ObjectFields.Default(port, "name", "");
            ObjectFields.Default(port, "protocol", "TCP");
        }
    }

    public static void Endpoints(JsonObject endpoints, List<FieldError> errors)
    {
        foreach (var (i, subset) in Items(endpoints, "subsets"))
        {
            var path = $"subsets[{i}]";
            if (!Items(subset, "addresses").Any() && !Items(subset, "notReadyAddresses").Any())
            {
                errors.Add(FieldError.Required(path, "must specify `addresses` or `notReadyAddresses`"));
            }

            foreach (var list in (string[])["addresses", "notReadyAddresses"])
            {
                foreach (var (n, address) in Items(subset, list))
                {
                    Address(address, $"{path}.{list}[{n}]", errors);
                }
            }

            var ports = Items(subset, "ports").ToList();
            foreach (var (n, port) in ports)
            {
                Port(port, ports.Count > 1, $"{path}.ports[{n}]", errors);
            }
        }
    }

    public static void Slice(JsonObject slice, List<FieldError> errors)
    {
        var type = Text(slice, "addressType");
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required("addressType"));
        }
        else if (!AddressTypes.Contains(type))
        {
            errors.Add(FieldError.NotSupported("addressType", type, AddressTypes));
        }

        foreach (var (i, endpoint) in Items(slice, "endpoints"))
        {
            SliceEndpoint(endpoint, type, $"endpoints[{i}]", errors);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, port) in Items(slice, "ports"))
        {
            var name = Text(port, "name");
            if (name.Length > 0)
            {
                ObjectMeta.AddAll(errors, $"ports[{i}].name", name, Names.Label(name));
            }

            if (!names.Add(name))
            {
                errors.Add(FieldError.Duplicate($"ports[{i}].name", name));
            }

            if (!Protocols.Contains(Text(port, "protocol")))
            {
                errors.Add(FieldError.NotSupported($"ports[{i}].protocol", Text(port, "protocol"), Protocols));
            }

            AppProtocol(port, $"ports[{i}]", errors);
        }
    }

    private static void SliceEndpoint(JsonObject endpoint, string type, string path, List<FieldError> errors)
    {
        var addresses = Texts(endpoint, "addresses").ToList();
        if (addresses.Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.addresses", "must contain at least 1 address"));
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            var at = $"{path}.addresses[{i}]";
            var parsed = IPAddress.TryParse(addresses[i], out var ip);
            var wanted = type == "IPv6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            if (type is "IPv4" or "IPv6" && (!parsed || ip!.AddressFamily != wanted))
            {
                errors.Add(FieldError.Invalid(at, addresses[i], $"must be a valid {type} address"));
            }
            else if (type is "IPv4" or "IPv6" && ServiceExposureRules.Special(ip!) is { } why)
            {
                errors.Add(FieldError.Invalid(at, addresses[i], why));
            }
            else if (type == "FQDN")
            {
                ObjectMeta.AddAll(errors, at, addresses[i], Names.Subdomain(addresses[i]));
            }
        }

        ObjectMeta.Labels(Child(endpoint, "deprecatedTopology"), $"{path}.deprecatedTopology", errors);
        if (Text(endpoint, "hostname") is { Length: > 0 } host)
        {
            ObjectMeta.AddAll(errors, $"{path}.hostname", host, Names.Label(host));
        }

        if (Text(endpoint, "nodeName") is { Length: > 0 } node)
        {
            ObjectMeta.AddAll(errors, $"{path}.nodeName", node, Names.Subdomain(node));
        }
    }

    private static void AppProtocol(JsonObject port, string path, List<FieldError> errors)
    {
        if (port["appProtocol"] is not null && Text(port, "appProtocol") is var application)
        {
            ObjectMeta.AddAll(errors, $"{path}.appProtocol", application, Names.Qualified(application));
        }
    }

    private static void Address(JsonObject address, string path, List<FieldError> errors)
    {
        var text = Text(address, "ip");
        if (!IPAddress.TryParse(text, out var ip))
        {
            errors.Add(FieldError.Invalid($"{path}.ip", text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            errors.Add(FieldError.Invalid($"{path}.ip", text, "must be a valid IP address"));
        }
        else if (ServiceExposureRules.Special(ip) is { } why)
        {
            errors.Add(FieldError.Invalid($"{path}.ip", text, why));
        }

        if (Text(address, "hostname") is { Length: > 0 } host)
        {
            ObjectMeta.AddAll(errors, $"{path}.hostname", host, Names.Label(host));
        }

        if (Text(address, "nodeName") is { Length: > 0 } node)
        {
            ObjectMeta.AddAll(errors, $"{path}.nodeName", node, Names.Subdomain(node));
        }
    }

    private static void Port(JsonObject port, bool nameRequired, string path, List<FieldError> errors)
    {
        var name = Text(port, "name");
        if (name.Length == 0 && nameRequired)
        {
            errors.Add(FieldError.Required($"{path}.name"));
        }
        else if (name.Length > 0)
        {
            ObjectMeta.AddAll(errors, $"{path}.name", name, Names.Label(name));
        }

        if (Number(port, "port") is var number and (< 1 or > 65535))
        {
            errors.Add(FieldError.Invalid($"{path}.port", number, "must be between 1 and 65535, inclusive"));
        }

        if (!Protocols.Contains(Text(port, "protocol")))
        {
            errors.Add(FieldError.NotSupported($"{path}.protocol", Text(port, "protocol"), Protocols));
        }

        AppProtocol(port, path, errors);
    }
}
