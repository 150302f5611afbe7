using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Security contexts, block devices and resize policies of containers; seccomp and name resolution of Pods.</summary>
internal static class ContainerExtras
{
    private static readonly string[] Profiles = ["Localhost", "RuntimeDefault", "Unconfined"];
    private static readonly string[] Resizes = ["NotRequired", "RestartContainer"];

    public static void Validate(JsonObject container, string path, HashSet<string> volumes, List<FieldError> errors)
    {
        foreach (var (i, device) in Items(container, "volumeDevices"))
        {
            var at = $"{path}.volumeDevices[{i}]";
            var name = Text(device, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }

            if (Text(device, "devicePath").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.devicePath"));
            }

            if (name.Length > 0 && !volumes.Contains(name))
            {
                errors.Add(FieldError.NotFound($"{at}.name", name));
            }
        }

        foreach (var (_, policy) in Items(container, "resizePolicy"))
        {
            if (Text(policy, "restartPolicy") is var restart && !Resizes.Contains(restart, StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"{path}.resizePolicy", restart, Resizes));
            }
        }

        Security(Child(container, "securityContext"), $"{path}.securityContext", errors);
    }

    /// <summary>seccompProfile of a Pod's or a container's security context.</summary>
    public static void Seccomp(JsonObject? context, string path, List<FieldError> errors)
    {
        if (Child(context, "seccompProfile") is not { } profile)
        {
            return;
        }

        var type = Text(profile, "type");
        var local = Text(profile, "localhostProfile");
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.seccompProfile.type", "type is required when seccompProfile is set"));
        }
        else if (!Profiles.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{path}.seccompProfile.type", type, Profiles));
        }
        else if (type == "Localhost" && local.Length == 0)
        {
            errors.Add(FieldError.Required(
                $"{path}.seccompProfile.localhostProfile", "must be set when seccomp type is Localhost"));
        }
        else if (type == "Localhost")
        {
            PathRules.Descending(local, $"{path}.seccompProfile.localhostProfile", errors);
        }
        else if (profile["localhostProfile"] is not null)
        {
            errors.Add(FieldError.Invalid($"{path}.seccompProfile.localhostProfile", local,
                "can only be set when seccomp type is Localhost"));
        }
    }

    /// <summary>A Pod's own resolver settings.</summary>
    public static void Dns(JsonObject? spec, string path, List<FieldError> errors)
    {
        if (Text(spec, "dnsPolicy") == "None" && Child(spec, "dnsConfig") is null)
        {
            errors.Add(FieldError.Required($"{path}.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None"));
        }

        if (Child(spec, "dnsConfig") is not { } dns)
        {
            return;
        }

        var servers = Texts(dns, "nameservers").ToList();
        if (Text(spec, "dnsPolicy") == "None" && servers.Count == 0)
        {
            errors.Add(FieldError.Required(
                $"{path}.dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None"));
        }

        if (servers.Count > 3)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.dnsConfig.nameservers", dns["nameservers"], "must not have more than 3 nameservers"));
        }

        for (var i = 0; i < servers.Count; i++)
        {
            if (!IPAddress.TryParse(servers[i], out _))
            {
                errors.Add(FieldError.Invalid($"{path}.dnsConfig.nameservers[{i}]", servers[i],
                    "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            }
        }

        Searches(dns, $"{path}.dnsConfig", errors);
        foreach (var (i, option) in Items(dns, "options"))
        {
            if (Text(option, "name").Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.dnsConfig.options[{i}]", "must not be empty"));
            }
        }
    }

    private static void Searches(JsonObject dns, string path, List<FieldError> errors)
    {
        var searches = Texts(dns, "searches").ToList();
        if (searches.Count > 32)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.searches", dns["searches"], "must not have more than 32 search paths"));
        }

        if (string.Join(' ', searches).Length > 2048)
        {
            errors.Add(FieldError.Invalid($"{path}.searches", dns["searches"],
                "must not have more than 2048 characters (including spaces) in the search list"));
        }

        for (var i = 0; i < searches.Count; i++)
        {
            // The dot of a name that is complete, and underscores, are taken since 1.34.
            var plain = searches[i] == "." ? "" : searches[i].TrimEnd('.').Replace('_', '-');
            if (plain.Length > 0)
            {
                ObjectMeta.AddAll(errors, $"{path}.searches[{i}]", searches[i], Names.Subdomain(plain));
            }
        }
    }

    private static void Security(JsonObject? context, string path, List<FieldError> errors)
    {
        foreach (var field in (string[])["runAsUser", "runAsGroup"])
        {
            if (context?[field] is not null && Number(context, field) is var id and (< 0 or > int.MaxValue))
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", id, "must be between 0 and 2147483647, inclusive"));
            }
        }

        Seccomp(context, path, errors);
        if (context?["allowPrivilegeEscalation"] is not null && !Flag(context, "allowPrivilegeEscalation"))
        {
            if (Flag(context, "privileged"))
            {
                errors.Add(FieldError.Invalid(
                    path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
            }

            if (Texts(Child(context, "capabilities"), "add").Any(c => c is "CAP_SYS_ADMIN"))
            {
                errors.Add(FieldError.Invalid(
                    path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
            }
        }
    }
}
