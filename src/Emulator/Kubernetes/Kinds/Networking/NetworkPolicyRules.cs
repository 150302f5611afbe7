using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Networking;

/// <summary>What is checked about a NetworkPolicy: selectors, ports, peers, address blocks.</summary>
internal static class NetworkPolicyRules
{
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];
    private static readonly string[] Types = ["Ingress", "Egress"];

    public static void Validate(JsonObject policy, List<FieldError> errors)
    {
        var spec = Child(policy, "spec");
        SelectorRules.Validate(Child(spec, "podSelector"), "spec.podSelector", errors);
        foreach (var (direction, peers) in ((string, string)[])[("ingress", "from"), ("egress", "to")])
        {
            foreach (var (i, rule) in Items(spec, direction))
            {
                foreach (var (n, port) in Items(rule, "ports"))
                {
                    Port(port, $"spec.{direction}[{i}].ports[{n}]", errors);
                }

                foreach (var (n, peer) in Items(rule, peers))
                {
                    Peer(peer, $"spec.{direction}[{i}].{peers}[{n}]", errors);
                }
            }
        }

        var types = Texts(spec, "policyTypes").ToList();
        if (types.Count > 2)
        {
            errors.Add(FieldError.Invalid(
                "spec.policyTypes", spec?["policyTypes"], "may not specify more than two policyTypes"));
            return;
        }

        for (var i = 0; i < types.Count; i++)
        {
            if (!Types.Contains(types[i]))
            {
                errors.Add(FieldError.NotSupported($"spec.policyTypes[{i}]", types[i], Types));
            }
        }
    }

    private static void Port(JsonObject port, string path, List<FieldError> errors)
    {
        ValueRules.Supported(port, "protocol", path, Protocols, errors);
        var end = port["endPort"] is null ? (long?)null : Number(port, "endPort");
        var named = port["port"] is JsonValue value && value.GetValueKind() == JsonValueKind.String;
        if (port["port"] is null || named)
        {
            if (end is not null)
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.endPort",
                    end,
                    $"may not be specified when `port` is {(named ? "non-numeric" : "not specified")}"));
            }

            if (named)
            {
                ObjectMeta.AddAll(errors, $"{path}.port", Text(port, "port"), Names.PortName(Text(port, "port")));
            }

            return;
        }

        ValueRules.Port(port, "port", path, errors);
        if (end is not null)
        {
            if (end < Number(port, "port"))
            {
                errors.Add(FieldError.Invalid($"{path}.endPort", end, "must be greater than or equal to `port`"));
            }

            ValueRules.Port(port, "endPort", path, errors);
        }
    }

    private static void Peer(JsonObject peer, string path, List<FieldError> errors)
    {
        var found = 0;
        foreach (var selector in (string[])["podSelector", "namespaceSelector"])
        {
            if (Child(peer, selector) is { } given)
            {
                found++;
                SelectorRules.Validate(given, $"{path}.{selector}", errors);
            }
        }

        if (Child(peer, "ipBlock") is { } block)
        {
            found++;
            Block(block, $"{path}.ipBlock", errors);
            if (found > 1)
            {
                errors.Add(FieldError.Forbidden(path, "may not specify both ipBlock and another peer"));
            }
        }

        if (found == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a peer"));
        }
    }

    private static void Block(JsonObject block, string path, List<FieldError> errors)
    {
        if (Text(block, "cidr").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.cidr"));
            return;
        }

        if (ValueRules.Cidr(Text(block, "cidr"), $"{path}.cidr", errors) is not { } whole)
        {
            return;
        }

        var holes = Texts(block, "except").ToList();
        for (var i = 0; i < holes.Count; i++)
        {
            if (ValueRules.Cidr(holes[i], $"{path}.except[{i}]", errors) is { } hole
                && (!whole.Contains(hole.BaseAddress) || whole.PrefixLength >= hole.PrefixLength))
            {
                errors.Add(FieldError.Invalid($"{path}.except[{i}]", holes[i], "must be a strict subset of `cidr`"));
            }
        }
    }
}
