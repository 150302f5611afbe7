using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What is checked about a pod spec, in a Pod or in a template.</summary>
internal static class PodRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

    public static void Spec(JsonObject? spec, string path, List<FieldError> errors)
    {
        var volumes = VolumeRules.Validate(spec, $"{path}.volumes", errors);
        ContainerRules.Validate(spec, path, volumes, errors);
        OneOf(spec, "restartPolicy", RestartPolicies, path, errors);
        OneOf(spec, "dnsPolicy", DnsPolicies, path, errors);
        ObjectMeta.Labels(Child(spec, "nodeSelector"), $"{path}.nodeSelector", errors);
        foreach (var field in (string[])["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"])
        {
            if (Text(spec, field) is { Length: > 0 } name)
            {
                ObjectMeta.AddAll(errors, $"{path}.{field}", name, Names.Subdomain(name));
            }
        }

        foreach (var field in (string[])["hostname", "subdomain"])
        {
            if (Text(spec, field) is { Length: > 0 } name)
            {
                ObjectMeta.AddAll(errors, $"{path}.{field}", name, Names.Label(name));
            }
        }

        if (spec?["activeDeadlineSeconds"] is not null &&
            Number(spec, "activeDeadlineSeconds") is var deadline and (< 1 or > int.MaxValue))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive"));
        }

        SchedulingRules.Validate(spec, path, errors);
        ContainerExtras.Seccomp(Child(spec, "securityContext"), $"{path}.securityContext", errors);
        Sysctls(Child(spec, "securityContext"), $"{path}.securityContext.sysctls", errors);
        ContainerExtras.Dns(spec, path, errors);
        if (Child(spec, "os") is { } os)
        {
            if (Text(os, "name").Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.os.name", "cannot be empty"));
            }
            else
            {
                OneOf(os, "name", ["linux", "windows"], $"{path}.os", errors);
            }
        }
    }

    private static void Sysctls(JsonObject? context, string path, List<FieldError> errors)
    {
        const string form = @"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, sysctl) in Items(context, "sysctls"))
        {
            var name = Text(sysctl, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].name"));
            }
            else if (name.Length > 253 || !name.Split('.', '/').All(IsSysctlPart))
            {
                errors.Add(FieldError.Invalid(
                    $"{path}[{i}].name", name, $"must have at most 253 characters and match regex {form}"));
            }
            else if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}[{i}].name", name));
            }
        }
    }

    private static bool IsSysctlPart(string part) =>
        part.Length > 0 && part[0] is not ('-' or '_') && part[^1] is not ('-' or '_')
        && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>What only a new Pod must not have.</summary>
    public static void New(JsonObject? spec, List<FieldError> errors)
    {
        if (Items(spec, "ephemeralContainers").Any())
        {
            errors.Add(FieldError.Forbidden("spec.ephemeralContainers", "cannot be set on create"));
        }

        if (Text(spec, "nodeName").Length > 0 && Items(spec, "schedulingGates").Any())
        {
            errors.Add(FieldError.Forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
        }
    }

    /// <summary>A template: its labels and annotations, and the spec.</summary>
    public static void Template(JsonObject? template, string path, List<FieldError> errors)
    {
        var metadata = Child(template, "metadata");
        ObjectMeta.Labels(Child(metadata, "labels"), $"{path}.labels", errors);
        ObjectMeta.Annotations(Child(metadata, "annotations"), $"{path}.annotations", errors);
        Spec(Child(template, "spec"), $"{path}.spec", errors);
    }

    public static void OneOf(
        JsonObject? owner,
        string field,
        IReadOnlyList<string> known,
        string path,
        List<FieldError> errors)
    {
        var value = Text(owner, field);
        if (value.Length > 0 && !known.Contains(value))
        {
            errors.Add(FieldError.NotSupported($"{path}.{field}", value, known));
        }
    }

    /// <summary>What may change in a live Pod: images, deadlines, more tolerations.</summary>
    public static void Update(JsonObject pod, JsonObject old, List<FieldError> errors)
    {
        var now = Neutral(pod);
        var then = Neutral(old);
        if (JsonNode.DeepEquals(now, then))
        {
            return;
        }

        errors.Add(FieldError.Forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`," +
            "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to " +
            "existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was " +
            "previously negative)\n" + Difference(now, then)));
    }

    /// <summary>BestEffort without requests and limits, Guaranteed when all equal, Burstable between.</summary>
    public static string QosClass(JsonObject? spec)
    {
        var any = false;
        var guaranteed = true;
        foreach (var (list, _, container) in PodDefaults.Containers(spec))
        {
            if (list == "ephemeralContainers")
            {
                continue;
            }

            var resources = Child(container, "resources");
            foreach (var name in (string[])["cpu", "memory"])
            {
                var limit = Text(Child(resources, "limits"), name);
                var request = Text(Child(resources, "requests"), name);
                any |= limit.Length > 0 || request.Length > 0;
                guaranteed &= limit.Length > 0 && (request.Length == 0 || request == limit);
            }
        }

        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static JsonObject Neutral(JsonObject pod)
    {
        var spec = (JsonObject)(Child(pod, "spec") ?? []).DeepClone();
        foreach (var (list, _, container) in PodDefaults.Containers(spec))
        {
            if (list != "ephemeralContainers")
            {
                container["image"] = "";
            }
        }

        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"])
        {
            spec.Remove(field);
        }

        return spec;
    }

    // Go's cmp.Diff is not imitated: the names of the fields that differ stand in its place.
    private static string Difference(JsonObject now, JsonObject then)
    {
        var fields = now.Select(p => p.Key).Union(then.Select(p => p.Key), StringComparer.Ordinal)
            .Where(k => !JsonNode.DeepEquals(now[k], then[k]))
            .Order(StringComparer.Ordinal);
        return string.Join("\n", fields.Select(f => $"  spec.{f}"));
    }
}
