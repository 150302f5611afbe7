using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>A Service's addresses inside the cluster and their families: which go together, and what may change.</summary>
internal static class ServiceFamilyRules
{
    private const string Fixed = "may not change once set";
    private static readonly string[] Families = ["IPv4", "IPv6"];
    private static readonly string[] Policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

    /// <summary>clusterIPs of an old client that only knows clusterIP (the registry's NormalizeClusterIPs).</summary>
    public static void Normalize(JsonObject spec, JsonObject? before)
    {
        var (one, was) = (Text(spec, "clusterIP"), Text(before, "clusterIP"));
        if (before is null)
        {
            if (one.Length > 0 && !Texts(spec, "clusterIPs").Any())
            {
                spec["clusterIPs"] = new JsonArray(one);
            }
        }
        else if (one != was && one.Length > 0 && (!Texts(spec, "clusterIPs").Any()
            || JsonNode.DeepEquals(spec["clusterIPs"], before["clusterIPs"])))
        {
            spec["clusterIPs"] = new JsonArray(one);
        }
    }

    /// <summary>Checked before anything is allocated, and alone.</summary>
    public static void Validate(JsonObject spec, List<FieldError> errors)
    {
        if (Text(spec, "type") == "ExternalName")
        {
            return;
        }

        Match(spec, errors);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, family) in Texts(spec, "ipFamilies").Index())
        {
            if (!Families.Contains(family, StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"spec.ipFamilies[{i}]", family, Families));
            }

            if (!seen.Add(family))
            {
                errors.Add(FieldError.Duplicate($"spec.ipFamilies[{i}]", family));
            }
        }

        ValueRules.Supported(spec, "ipFamilyPolicy", "spec", Policies, errors);
        Addresses(spec, Texts(spec, "clusterIPs").ToList(), errors);
    }

    /// <summary>Families the cluster does not have.</summary>
    public static void ValidateCluster(JsonObject? spec, List<FieldError> errors)
    {
        var free = Text(spec, "clusterIP") == "None" && Child(spec, "selector") is not { Count: > 0 };
        if (free || Text(spec, "type") == "ExternalName")
        {
            return;
        }

        foreach (var (i, family) in Texts(spec, "ipFamilies").Index())
        {
            if (family == "IPv6")
            {
                errors.Add(FieldError.Invalid($"spec.ipFamilies[{i}]", family, "not configured on this cluster"));
            }
        }

        if (Text(spec, "ipFamilyPolicy") == "RequireDualStack")
        {
            errors.Add(FieldError.Invalid(
                "spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services"));
        }
    }

    public static void ValidateUpdate(JsonObject service, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(service, "spec") ?? [], Child(old, "spec") ?? []);
        var headless = Text(spec, "clusterIP") == "None" && Text(before, "clusterIP") == "None";
        if (Text(spec, "type") != "ExternalName" && Text(before, "type") != "ExternalName" && !headless)
        {
            Changed(spec, before, "clusterIPs", "primary clusterIP can not be unset", ownIndex: true, errors);
            Changed(spec, before, "ipFamilies", "primary ipFamily can not be unset", ownIndex: false, errors);
        }

        if (Text(spec, "type") == "LoadBalancer" && Text(before, "type") == "LoadBalancer"
            && !JsonNode.DeepEquals(spec["loadBalancerClass"], before["loadBalancerClass"]))
        {
            errors.Add(FieldError.Invalid("spec.loadBalancerClass", spec["loadBalancerClass"], Fixed));
        }

        if (ServiceExposureRules.NeedsHealthCheck(spec) && ServiceExposureRules.NeedsHealthCheck(before)
            && Number(spec, "healthCheckNodePort") != Number(before, "healthCheckNodePort"))
        {
            errors.Add(FieldError.Forbidden("spec.healthCheckNodePort", "field is immutable"));
        }
    }

    private static void Match(JsonObject spec, List<FieldError> errors)
    {
        var (one, many) = (Text(spec, "clusterIP"), Texts(spec, "clusterIPs").ToList());
        if (one.Length == 0 && many.Count > 0)
        {
            errors.Add(FieldError.Invalid(
                "spec.clusterIPs", spec["clusterIPs"], "must be empty when `clusterIP` is not specified"));
        }
        else if (one.Length > 0 && many.Count == 0)
        {
            errors.Add(FieldError.Required("spec.clusterIPs"));
        }
        else if (one.Length > 0 && many[0] != one)
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs", spec["clusterIPs"], "first value must match `clusterIP`"));
        }
    }

    private static void Addresses(JsonObject spec, List<string> ips, List<FieldError> errors)
    {
        var before = errors.Count;
        for (var i = 0; i < ips.Count; i++)
        {
            if (i == 0 && ips[0] == "None")
            {
                if (ips.Count > 1)
                {
                    errors.Add(FieldError.Invalid(
                        "spec.clusterIPs", spec["clusterIPs"], "'None' must be the first and only value"));
                }
            }
            else
            {
                ValueRules.Ip(ips[i], $"spec.clusterIPs[{i}]", errors);
            }
        }

        var sound = errors.Count == before;
        if (ips.Count > 2)
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs", spec["clusterIPs"], "may only hold up to 2 values"));
        }

        if (!sound || ips is ["None"])
        {
            return;
        }

        if (ips.Count > 1 && ips.Select(IsSix).Distinct().Count() == 1)
        {
            errors.Add(FieldError.Invalid(
                "spec.clusterIPs", spec["clusterIPs"], "may specify no more than one IP for each IP family"));
        }

        foreach (var (i, family) in Texts(spec, "ipFamilies").Take(ips.Count).Index())
        {
            if (family is "IPv4" or "IPv6" && IsSix(ips[i]) != (family == "IPv6"))
            {
                errors.Add(FieldError.Invalid($"spec.clusterIPs[{i}]", ips[i],
                    $"expected an {family} value as indicated by `ipFamilies[{i}]`"));
            }
        }
    }

    private static void Changed(
        JsonObject spec, JsonObject before, string field, string unset, bool ownIndex, List<FieldError> errors)
    {
        var (now, then) = (Texts(spec, field).ToList(), Texts(before, field).ToList());
        var list = spec[field] ?? new JsonArray();
        if (now.Count == then.Count)
        {
            for (var i = 0; i < now.Count; i++)
            {
                if (now[i] != then[i])
                {
                    errors.Add(FieldError.Invalid($"spec.{field}[{(ownIndex ? i : 0)}]", list, Fixed));
                }
            }

            return;
        }

        if (now.Count == 0)
        {
            errors.Add(FieldError.Invalid($"spec.{field}[0]", list, unset));
        }
        else if (then.Count > 0 && now[0] != then[0])
        {
            errors.Add(FieldError.Invalid($"spec.{field}[0]", list, Fixed));
        }

        if (now.Count == 1 && then.Count > 1 && Text(spec, "ipFamilyPolicy") != "SingleStack")
        {
            errors.Add(FieldError.Invalid("spec.ipFamilyPolicy", spec["ipFamilyPolicy"],
                $"must be set to 'SingleStack' when releasing the secondary {(ownIndex ? "clusterIP" : "ipFamily")}"));
        }
    }

    private static bool IsSix(string ip) => ip.Contains(':') && IPAddress.TryParse(ip, out _);
}
