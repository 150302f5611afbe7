using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>How a Service may be reached: addresses and families, traffic policies, load balancers, affinity.</summary>
internal static class ServiceExposureRules
{
    private const string BalancersOnly = "may only be used when `type` is 'LoadBalancer'";
    private const string NotForNames = "may not be set for ExternalName services";
    private static readonly string[] Policies = ["Cluster", "Local"];

    public static void Validate(JsonObject spec, List<FieldError> errors)
    {
        var type = Text(spec, "type");
        if (type is "LoadBalancer" or "NodePort" && Text(spec, "clusterIP") == "None")
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs[0]", "None", $"may not be set to 'None' for {type} services"));
        }

        Affinity(spec, errors);
        if (type == "ExternalName")
        {
            foreach (var field in (string[])["ipFamilies", "ipFamilyPolicy"])
            {
                if (spec[field] is not null and not JsonArray { Count: 0 })
                {
                    errors.Add(FieldError.Forbidden($"spec.{field}", NotForNames));
                }
            }
        }

        ServiceFamilyRules.Validate(spec, errors);
        Traffic(spec, type, errors);
        Balancer(spec, type, errors);
        var i = 0;
        foreach (var ip in Texts(spec, "externalIPs"))
        {
            ExternalIp(ip, $"spec.externalIPs[{i++}]", errors);
        }
    }

    /// <summary>What no endpoint's address may be; null when it may.</summary>
    public static string? Special(IPAddress ip)
    {
        var bytes = ip.GetAddressBytes();
        return ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? "may not be unspecified (0.0.0.0 or ::)"
            : IPAddress.IsLoopback(ip) ? "may not be in the loopback range (127.0.0.0/8, ::1/128)"
            : ip.IsIPv6LinkLocal || (bytes.Length == 4 && bytes[0] == 169 && bytes[1] == 254)
                ? "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
            : (bytes.Length == 4 && bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0)
                || (bytes.Length == 16 && bytes[0] == 0xff && (bytes[1] & 0x0f) == 2)
                ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
            : null;
    }

    private static void ExternalIp(string ip, string path, List<FieldError> errors)
    {
        if (!ValueRules.IsIp(ip))
        {
            errors.Add(FieldError.Invalid(path, ip, ValueRules.IpForm));
        }
        else if (Special(Parse(ip)) is { } why)
        {
            errors.Add(FieldError.Invalid(path, ip, why));
        }
    }

    // Leading zeros are decimal to Go and octal to .NET.
    private static IPAddress Parse(string ip) => IPAddress.Parse(ip.Contains(':') ? ip
        : string.Join('.', ip.Split('.').Select(p => p.TrimStart('0').PadLeft(1, '0'))));

    private static void Affinity(JsonObject spec, List<FieldError> errors)
    {
        switch (Text(spec, "sessionAffinity"))
        {
            case "ClientIP":
                var seconds = Number(Child(Child(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds");
                if (seconds is <= 0 or > 86400)
                {
                    errors.Add(FieldError.Invalid(
                        "spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, "must be greater than 0 and less than 86400"));
                }

                break;
            case "None" when spec["sessionAffinityConfig"] is not null:
                errors.Add(FieldError.Forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None"));
                break;
        }
    }

    private static void Traffic(JsonObject spec, string type, List<FieldError> errors)
    {
        var external = Text(spec, "externalTrafficPolicy");
        var reachable = type is "LoadBalancer" or "NodePort" || (type == "ClusterIP" && Texts(spec, "externalIPs").Any());
        if (!reachable && external.Length > 0)
        {
            errors.Add(FieldError.Invalid(
                "spec.externalTrafficPolicy", external, "may only be set for externally-accessible services"));
        }
        else if (reachable && external.Length > 0 && !Policies.Contains(external))
        {
            errors.Add(FieldError.NotSupported("spec.externalTrafficPolicy", external, Policies));
        }

        if (Number(spec, "healthCheckNodePort") is not 0 and var check && !(type == "LoadBalancer" && external == "Local"))
        {
            errors.Add(FieldError.Invalid("spec.healthCheckNodePort", check,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
        }

        if (Text(spec, "internalTrafficPolicy") is { Length: > 0 } inside && !Policies.Contains(inside))
        {
            errors.Add(FieldError.NotSupported("spec.internalTrafficPolicy", inside, Policies));
        }

        string[] distributions = ["PreferClose", "PreferSameNode", "PreferSameZone"];
        if (Text(spec, "trafficDistribution") is { Length: > 0 } distribution && !distributions.Contains(distribution))
        {
            errors.Add(FieldError.NotSupported("spec.trafficDistribution", distribution, distributions));
        }
    }

    private static void Balancer(JsonObject spec, string type, List<FieldError> errors)
    {
        var ranges = Texts(spec, "loadBalancerSourceRanges").ToList();
        if (type != "LoadBalancer")
        {
            foreach (var field in (string[])["loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "loadBalancerClass"])
            {
                if (spec[field] is not null and not JsonArray { Count: 0 })
                {
                    errors.Add(FieldError.Forbidden($"spec.{Shown(field)}", BalancersOnly));
                }
            }
        }
        else if (spec["loadBalancerClass"] is not null && Text(spec, "loadBalancerClass") is var balancer)
        {
            ObjectMeta.AddAll(errors, "spec.loadBalancerClass", balancer, Names.Qualified(balancer));
        }

        for (var i = 0; i < ranges.Count; i++)
        {
            ValueRules.Cidr(ranges[i].Trim(), $"spec.{Shown("loadBalancerSourceRanges")}[{i}]", errors);
        }
    }

    // The real server's one field that errors spell as Go does.
    private static string Shown(string field) => field == "loadBalancerSourceRanges" ? "LoadBalancerSourceRanges" : field;

    /// <summary>The port of the load balancer's probes; allocated before, so that only odd ones are refused here.</summary>
    public static bool NeedsHealthCheck(JsonObject? spec) =>
        Text(spec, "type") == "LoadBalancer" && Text(spec, "externalTrafficPolicy") == "Local";

    /// <summary>What cloud controllers say of the load balancer.</summary>
    public static void Status(JsonObject service, List<FieldError> errors)
    {
        const string path = "status.loadBalancer.ingress";
        var ingresses = Items(Child(Child(service, "status"), "loadBalancer"), "ingress").ToList();
        if (ingresses.Count > 0 && Text(Child(service, "spec"), "type") != "LoadBalancer")
        {
            errors.Add(FieldError.Forbidden(path, "may only be used when `spec.type` is LoadBalancer"));
            return;
        }

        foreach (var (i, ingress) in ingresses)
        {
            var ip = Text(ingress, "ip");
            if (ip.Length > 0)
            {
                ValueRules.Ip(ip, $"{path}[{i}].ip", errors);
                ValueRules.Supported(ingress, "ipMode", $"{path}[{i}]", ["Proxy", "VIP"], errors);
            }
            else if (ingress["ipMode"] is not null)
            {
                errors.Add(FieldError.Forbidden($"{path}[{i}].ipMode", "may not be specified when `ip` is not set"));
            }

            if (Text(ingress, "hostname") is { Length: > 0 } host)
            {
                ObjectMeta.AddAll(errors, $"{path}[{i}].hostname", host, Names.Subdomain(host));
                if (ValueRules.IsIp(host))
                {
                    errors.Add(FieldError.Invalid($"{path}[{i}].hostname", host, "must be a DNS name, not an IP address"));
                }
            }
        }
    }
}
