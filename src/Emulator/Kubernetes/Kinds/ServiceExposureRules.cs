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
    private static readonly string[] Families = ["IPv4", "IPv6"];
    private static readonly string[] FamilyPolicies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

    public static void Validate(JsonObject spec, List<FieldError> errors)
    {
        var type = Text(spec, "type");
        if (type is "LoadBalancer" or "NodePort" && Text(spec, "clusterIP") == "None")
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs[0]", "None", $"may not be set to 'None' for {type} services"));
        }

        Affinity(spec, errors);
        FamilyFields(spec, type, errors);
        Traffic(spec, type, errors);
        Balancer(spec, type, errors);
        var i = 0;
        foreach (var ip in Texts(spec, "externalIPs"))
        {
            ExternalIp(ip, $"spec.externalIPs[{i++}]", errors);
        }
    }

    /// <summary>Families the cluster does not have.</summary>
    public static void ValidateFamilies(JsonObject? spec, List<FieldError> errors)
    {
        var i = 0;
        foreach (var family in Text(spec, "clusterIP") == "None" && spec?["selector"] is null ? [] : Texts(spec, "ipFamilies"))
        {
            if (family == "IPv6")
            {
                errors.Add(FieldError.Invalid($"spec.ipFamilies[{i}]", family, "not configured on this cluster"));
            }

            i++;
        }

        if (Text(spec, "ipFamilyPolicy") == "RequireDualStack" && !(Text(spec, "clusterIP") == "None" && spec?["selector"] is null))
        {
            errors.Add(FieldError.Invalid(
                "spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services"));
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
        if (!IPAddress.TryParse(ip, out var parsed))
        {
            errors.Add(FieldError.Invalid(path, ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
        }
        else if (Special(parsed) is { } why)
        {
            errors.Add(FieldError.Invalid(path, ip, why));
        }
    }

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

    private static void FamilyFields(JsonObject spec, string type, List<FieldError> errors)
    {
        var families = Texts(spec, "ipFamilies").ToList();
        var policy = Text(spec, "ipFamilyPolicy");
        if (type == "ExternalName")
        {
            if (families.Count > 0)
            {
                errors.Add(FieldError.Forbidden("spec.ipFamilies", NotForNames));
            }

            if (policy.Length > 0)
            {
                errors.Add(FieldError.Forbidden("spec.ipFamilyPolicy", NotForNames));
            }

            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < families.Count; i++)
        {
            if (!Families.Contains(families[i]))
            {
                errors.Add(FieldError.NotSupported($"spec.ipFamilies[{i}]", families[i], Families));
            }

            if (!seen.Add(families[i]))
            {
                errors.Add(FieldError.Duplicate($"spec.ipFamilies[{i}]", families[i]));
            }
        }

        if (policy.Length > 0 && !FamilyPolicies.Contains(policy))
        {
            errors.Add(FieldError.NotSupported("spec.ipFamilyPolicy", policy, FamilyPolicies));
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
                    errors.Add(FieldError.Forbidden($"spec.{field}", BalancersOnly));
                }
            }
        }

        for (var i = 0; i < ranges.Count; i++)
        {
            if (!IPNetwork.TryParse(ranges[i].Trim(), out _))
            {
                errors.Add(FieldError.Invalid($"spec.loadBalancerSourceRanges[{i}]", ranges[i],
                    "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
            }
        }
    }
}
