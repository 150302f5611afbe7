using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>What is checked about StatefulSets, DaemonSets, ReplicationControllers, and statuses of replicas.</summary>
internal static class ControllerRules
{
    private const string TooMany = "cannot be greater than status.replicas";
    private const string Frozen =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
        "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private static readonly string[] Free =
    [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ];

    public static void StatefulSet(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        if (Text(spec, "podManagementPolicy") is var policy and not ("" or "OrderedReady" or "Parallel"))
        {
            errors.Add(FieldError.Invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"));
        }

        StatefulStrategy(Child(spec, "updateStrategy") ?? [], errors);
        var retention = Child(spec, "persistentVolumeClaimRetentionPolicy");
        foreach (var field in (string[])["whenDeleted", "whenScaled"])
        {
            ValueRules.Supported(
                retention, field, "spec.persistentVolumeClaimRetentionPolicy", ["Delete", "Retain"], errors);
        }

        ValueRules.NotNegative(Child(spec, "ordinals"), "start", "spec.ordinals", errors);
        Counts(spec, errors);
        WorkloadRules.Selector(spec, "statefulset", errors);
    }

    public static void StatefulSetUpdate(JsonObject obj, JsonObject old, List<FieldError> errors)
    {
        if (!SameJson.Equal(Fixed(obj), Fixed(old)))
        {
            errors.Add(FieldError.Forbidden("spec", Frozen));
        }
    }

    public static void StatefulSetStatus(JsonObject obj, List<FieldError> errors) => Status(
        obj,
        [
            "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
            "observedGeneration", "collisionCount",
        ],
        ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
        errors);

    public static void ReplicaStatus(JsonObject obj, List<FieldError> errors) => Status(
        obj,
        ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"],
        ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
        errors);

    public static void DaemonSet(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        Counts(spec, errors);
        WorkloadRules.Selector(spec, "daemonset", errors);
        var strategy = Child(spec, "updateStrategy") ?? [];
        var rolling = Child(strategy, "rollingUpdate");
        switch (Text(strategy, "type"))
        {
            case "OnDelete":
                break;
            case "RollingUpdate" when rolling is null:
                errors.Add(FieldError.Required("spec.updateStrategy.rollingUpdate"));
                break;
            case "RollingUpdate":
                DaemonRolling(rolling, "spec.updateStrategy.rollingUpdate", errors);
                break;
            default:
                // Printed as the internal Go struct.
                var shown = new JsonObject
                {
                    ["Type"] = Text(strategy, "type"),
                    ["RollingUpdate"] = rolling?.DeepClone(),
                };
                errors.Add(FieldError.NotSupported("spec.updateStrategy", shown, ["RollingUpdate", "OnDelete"]));
                break;
        }
    }

    public static void DaemonSetStatus(JsonObject obj, List<FieldError> errors) => Status(
        obj,
        [
            "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
            "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount",
        ],
        [],
        errors);

    public static void ReplicationController(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        Counts(spec, errors);
        var selector = Child(spec, "selector");
        if (selector is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.selector"));
        }

        var template = Child(spec, "template");
        if (template is null)
        {
            errors.Add(FieldError.Required("spec.template"));
            return;
        }

        var labels = Child(Child(template, "metadata"), "labels");
        if ((selector ?? []).Any(s => Text(labels, s.Key) != s.Value?.ToString()))
        {
            errors.Add(FieldError.Invalid(
                "spec.template.metadata.labels", labels, "`selector` does not match template `labels`"));
        }

        WorkloadRules.Template(template, "ReplicationController", errors);
    }

    /// <summary>The Job of a CronJob: counts, and no selector of its own.</summary>
    public static void JobOfCron(JsonObject? job, List<FieldError> errors)
    {
        const string path = "spec.jobTemplate.spec";
        foreach (var field in (string[])
            ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
        {
            ValueRules.NotNegative(job, field, path, errors);
        }

        if (Child(job, "selector") is { } selector)
        {
            errors.Add(FieldError.Invalid($"{path}.selector", selector, "`selector` will be auto-generated"));
        }

        if (Flag(job, "manualSelector"))
        {
            errors.Add(FieldError.NotSupported($"{path}.manualSelector", true, ["nil", "false"]));
        }
    }

    private static void StatefulStrategy(JsonObject strategy, List<FieldError> errors)
    {
        const string path = "spec.updateStrategy";
        var rolling = Child(strategy, "rollingUpdate");
        var internals = new JsonObject
        {
            ["Partition"] = rolling?["partition"]?.DeepClone() ?? 0,
            ["MaxUnavailable"] = rolling?["maxUnavailable"]?.DeepClone(),
        };
        switch (Text(strategy, "type"))
        {
            case "":
                errors.Add(FieldError.Required(path));
                break;
            case "OnDelete" when rolling is not null:
                errors.Add(FieldError.Invalid(
                    $"{path}.rollingUpdate", internals, "only allowed for updateStrategy 'RollingUpdate'"));
                break;
            case "OnDelete":
                break;
            case "RollingUpdate":
                ValueRules.NotNegative(rolling, "partition", $"{path}.rollingUpdate", errors);
                ValueRules.IntOrPercent(rolling, "maxUnavailable", $"{path}.rollingUpdate", errors);
                if (rolling?["maxUnavailable"] is { } share && ValueRules.IsZeroShare(share))
                {
                    errors.Add(FieldError.Invalid($"{path}.rollingUpdate.maxUnavailable", share, "cannot be 0"));
                }

                break;
            default:
                var shown = new JsonObject
                {
                    ["Type"] = Text(strategy, "type"),
                    ["RollingUpdate"] = rolling is null ? null : internals,
                };
                errors.Add(FieldError.Invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'"));
                break;
        }
    }

    private static void DaemonRolling(JsonObject rolling, string path, List<FieldError> errors)
    {
        ValueRules.IntOrPercent(rolling, "maxUnavailable", path, errors);
        ValueRules.IntOrPercent(rolling, "maxSurge", path, errors);
        var (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"]);
        if (!ValueRules.IsZeroShare(unavailable) && surge is not null && !ValueRules.IsZeroShare(surge))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero"));
        }

        if (ValueRules.IsZeroShare(unavailable) && (surge is null || ValueRules.IsZeroShare(surge)))
        {
            errors.Add(FieldError.Required($"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0"));
        }
    }

    private static void Counts(JsonObject spec, List<FieldError> errors)
    {
        foreach (var field in (string[])["replicas", "minReadySeconds", "revisionHistoryLimit"])
        {
            ValueRules.NotNegative(spec, field, "spec", errors);
        }
    }

    private static void Status(
        JsonObject obj, IEnumerable<string> counts, IEnumerable<string> parts, List<FieldError> errors)
    {
        var status = Child(obj, "status") ?? [];
        foreach (var field in counts)
        {
            ValueRules.NotNegative(status, field, "status", errors);
        }

        foreach (var field in parts)
        {
            if (Number(status, field) is var number && number > Number(status, "replicas"))
            {
                errors.Add(FieldError.Invalid($"status.{field}", number, TooMany));
            }
        }
    }

    private static JsonObject Fixed(JsonObject obj)
    {
        var spec = (JsonObject)(Child(obj, "spec") ?? []).DeepClone();
        foreach (var field in Free)
        {
            spec.Remove(field);
        }

        return spec;
    }
}
