using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Block devices and resize policies of containers; name resolution of Pods.</summary>
internal static class ContainerExtras
{
    private static readonly string[] Resizes = ["NotRequired", "RestartContainer"];
    private static readonly string[] Resizable = ["cpu", "memory"];

    /// <param name="container">The container.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="volumes">What may be used.</param>
    /// <param name="spec">The Pod's.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static void Validate(
        JsonObject container, string path, HashSet<string> volumes, JsonObject? spec, List<FieldError> errors)
    {
        MountRules.Devices(container, path, volumes, spec, errors);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, policy) in Items(container, "resizePolicy"))
        {
            var (resource, restart) = (Text(policy, "resourceName"), Text(policy, "restartPolicy"));
            if (!seen.Add(resource))
            {
                errors.Add(FieldError.Duplicate($"{path}.resizePolicy[{i}]", resource));
            }

            OneOf(resource, Resizable, $"{path}.resizePolicy", errors);
            OneOf(restart, Resizes, $"{path}.resizePolicy", errors);
            if (Text(spec, "restartPolicy") == "Never" && restart != "NotRequired")
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.resizePolicy", restart, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
            }
        }

        SecurityRules.Container(Child(container, "securityContext"), spec, $"{path}.securityContext", errors);
    }

    private static void OneOf(string value, string[] known, string path, List<FieldError> errors)
    {
        if (value.Length == 0)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path, value, known));
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
            return;
        }

        if (servers.Count > 3)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.dnsConfig.nameservers", dns["nameservers"], "must not have more than 3 nameservers"));
        }

        for (var i = 0; i < servers.Count; i++)
        {
            ValueRules.Ip(servers[i], $"{path}.dnsConfig.nameservers[{i}]", errors);
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
}
