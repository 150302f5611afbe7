using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What is checked about a pod spec, in a Pod or in a template.</summary>
internal static class PodRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

    /// <param name="spec">The pod spec.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="isPod">Of a Pod, and not of a template.</param>
    public static void Spec(JsonObject? spec, string path, List<FieldError> errors, bool isPod = false)
    {
        var volumes = VolumeRules.Validate(spec, $"{path}.volumes", errors);
        ContainerRules.Validate(spec, path, volumes, isPod, errors);
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
        SecurityRules.Pod(spec, path, errors);
        ContainerExtras.Dns(spec, path, errors);
        if (Child(spec, "os") is { } os)
        {
            Os(os, $"{path}.os", errors);
        }

        if (spec?["preemptionPolicy"] is not null)
        {
            ValueRules.Supported(spec, "preemptionPolicy", path, ["PreemptLowerPriority", "Never"], errors);
        }

        ResourceRules.Validate(
            new JsonObject { ["limits"] = spec?["overhead"]?.DeepClone() }, $"{path}.overhead", errors);
        PodLevelResources.Validate(spec, path, errors);
        FileKeyRules.Volumes(spec, path, errors);
        if (isPod)
        {
            Tokens(spec, path, errors);
        }
    }

    private static readonly string[] Systems = ["linux", "windows"];

    private static void Os(JsonObject os, string path, List<FieldError> errors)
    {
        var name = Text(os, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.name", "cannot be empty"));
        }
        else if (!Systems.Contains(name, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path, name, Systems));
        }
    }

    private static void Tokens(JsonObject? spec, string path, List<FieldError> errors)
    {
        foreach (var (i, volume) in Text(spec, "serviceAccountName").Length > 0 ? [] : Items(spec, "volumes"))
        {
            foreach (var (n, source) in Items(Child(volume, "projected"), "sources"))
            {
                if (source["serviceAccountToken"] is not null)
                {
                    errors.Add(FieldError.Forbidden(
                        $"{path}.volumes[{i}].projected.sources[{n}].serviceAccountToken",
                        "must not be specified when serviceAccountName is not set"));
                }
            }
        }
    }

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
        if (Items(Child(template, "spec"), "ephemeralContainers").Any())
        {
            errors.Add(FieldError.Forbidden(
                $"{path}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template"));
        }
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

    /// <summary>BestEffort without requests and limits, Guaranteed when all equal, Burstable between.</summary>
    public static string QosClass(JsonObject? spec)
    {
        if (PodLevelResources.QosClass(spec) is { } told)
        {
            return told;
        }

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
}
