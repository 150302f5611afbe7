using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>What is checked about the kinds that make Pods.</summary>
internal static class WorkloadRules
{
    public static void Deployment(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        ValueRules.NotNegative(spec, "replicas", "spec", errors);
        Selector(spec, "deployment", errors);
        Strategy(Child(spec, "strategy") ?? [], errors);
        ValueRules.NotNegative(spec, "minReadySeconds", "spec", errors);
        ValueRules.NotNegative(spec, "revisionHistoryLimit", "spec", errors);
        ValueRules.NotNegative(spec, "progressDeadlineSeconds", "spec", errors);
        var deadline = Number(spec, "progressDeadlineSeconds");
        if (spec["progressDeadlineSeconds"] is not null && deadline <= Number(spec, "minReadySeconds"))
        {
            errors.Add(FieldError.Invalid(
                "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
    }

    public static void ReplicaSet(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        ValueRules.NotNegative(spec, "replicas", "spec", errors);
        ValueRules.NotNegative(spec, "minReadySeconds", "spec", errors);
        Selector(spec, "deployment", errors);
    }

    public static void Job(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        foreach (var field in (string[])
            ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
        {
            ValueRules.NotNegative(spec, field, "spec", errors);
        }

        JobRules.Generated(obj, errors);
        JobRules.Completion(spec, errors);
        JobPolicyRules.Failure(spec, errors);
        JobPolicyRules.Success(spec, errors);
        JobTemplate(Child(spec, "template"), "spec.template", errors);
    }

    public static void CronJob(JsonObject obj, List<FieldError> errors)
    {
        var spec = Child(obj, "spec") ?? [];
        if (Name(obj).Length > 52)
        {
            // Room for the eleven characters a Job's name adds.
            errors.Add(FieldError.Invalid("metadata.name", Name(obj), "must be no more than 52 characters"));
        }

        if (Text(spec, "schedule").Length == 0)
        {
            errors.Add(FieldError.Required("spec.schedule"));
        }

        JobRules.Schedule(spec, errors);

        PodRules.OneOf(spec, "concurrencyPolicy", ["Allow", "Forbid", "Replace"], "spec", errors);
        foreach (var field in (string[])
            ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"])
        {
            ValueRules.NotNegative(spec, field, "spec", errors);
        }

        ControllerRules.JobOfCron(Child(Child(spec, "jobTemplate"), "spec"), errors);
        var template = Child(Child(Child(spec, "jobTemplate"), "spec"), "template");
        JobTemplate(template, "spec.jobTemplate.spec.template", errors);
    }

    public static void SelectorUnchanged(JsonObject obj, JsonObject old, List<FieldError> errors)
    {
        var selector = obj["spec"]?["selector"];
        if (!JsonNode.DeepEquals(selector, old["spec"]?["selector"]))
        {
            errors.Add(FieldError.Invalid("spec.selector", selector, "field is immutable"));
        }
    }

    public static void DeploymentStatus(JsonObject obj, List<FieldError> errors)
    {
        const string TooMany = "cannot be greater than status.replicas";
        var status = Child(obj, "status") ?? [];
        foreach (var field in (string[])
        [
            "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
            "unavailableReplicas", "collisionCount",
        ])
        {
            ValueRules.NotNegative(status, field, "status", errors);
        }

        foreach (var field in (string[])["updatedReplicas", "readyReplicas", "availableReplicas"])
        {
            if (Number(status, field) > Number(status, "replicas"))
            {
                errors.Add(FieldError.Invalid($"status.{field}", Number(status, field), TooMany));
            }
        }

        if (Number(status, "availableReplicas") > Number(status, "readyReplicas"))
        {
            errors.Add(FieldError.Invalid(
                "status.availableReplicas",
                Number(status, "availableReplicas"),
                "cannot be greater than readyReplicas"));
        }
    }

    /// <summary>Selector and template, and that they fit.</summary>
    public static void Selector(JsonObject spec, string word, List<FieldError> errors)
    {
        var selector = Child(spec, "selector");
        var template = Child(spec, "template");
        var labels = Child(Child(template, "metadata"), "labels");
        if (selector is null)
        {
            errors.Add(FieldError.Required("spec.selector"));
        }
        else
        {
            SelectorRules.Validate(selector, "spec.selector", errors);
            if (Child(selector, "matchLabels") is not { Count: > 0 } && !Items(selector, "matchExpressions").Any())
            {
                errors.Add(FieldError.Invalid("spec.selector", selector, $"empty selector is invalid for {word}"));
            }
        }

        if (selector is not null && !SelectorRules.IsUsable(selector))
        {
            errors.Add(FieldError.Invalid("spec.selector", selector, "invalid label selector"));
            return;
        }

        if (!SelectorRules.Matches(selector, labels))
        {
            errors.Add(FieldError.Invalid(
                "spec.template.metadata.labels",
                labels is { Count: > 0 } ? labels : null,
                "`selector` does not match template `labels`"));
        }

        Template(template, Owner(word), errors);
    }

    private static string Owner(string word) => word switch
    {
        "statefulset" => "StatefulSet",
        "daemonset" => "DaemonSet",
        _ => "ReplicaSet",
    };

    /// <summary>A template of Pods that live on.</summary>
    public static void Template(JsonObject? template, string owner, List<FieldError> errors)
    {
        PodRules.Template(template, "spec.template", errors);
        var spec = Child(template, "spec");
        if (Text(spec, "restartPolicy") is { Length: > 0 } policy && policy != "Always")
        {
            errors.Add(FieldError.NotSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
        }

        if (spec?["activeDeadlineSeconds"] is not null)
        {
            errors.Add(FieldError.Forbidden(
                "spec.template.spec.activeDeadlineSeconds", $"activeDeadlineSeconds in {owner} is not Supported"));
        }
    }

    private static void JobTemplate(JsonObject? template, string path, List<FieldError> errors)
    {
        PodRules.Template(template, path, errors);
        var policy = Text(Child(template, "spec"), "restartPolicy");
        if (policy == "Always")
        {
            errors.Add(FieldError.Required(
                $"{path}.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }
        else if (policy.Length > 0 && policy is not ("OnFailure" or "Never"))
        {
            errors.Add(FieldError.NotSupported($"{path}.spec.restartPolicy", policy, ["OnFailure", "Never"]));
        }
    }

    private static void Strategy(JsonObject strategy, List<FieldError> errors)
    {
        var rolling = Child(strategy, "rollingUpdate");
        switch (Text(strategy, "type"))
        {
            case "Recreate" when rolling is not null:
                errors.Add(FieldError.Forbidden(
                    "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
                break;
            case "Recreate":
                break;
            case "RollingUpdate":
                Rolling(rolling, errors);
                break;
            default:
                // Printed as the internal Go struct.
                var shown = new JsonObject
                {
                    ["Type"] = Text(strategy, "type"),
                    ["RollingUpdate"] = rolling?.DeepClone(),
                };
                errors.Add(FieldError.NotSupported("spec.strategy", shown, ["Recreate", "RollingUpdate"]));
                break;
        }
    }

    private static void Rolling(JsonObject? rolling, List<FieldError> errors)
    {
        const string Path = "spec.strategy.rollingUpdate";
        ValueRules.IntOrPercent(rolling, "maxUnavailable", Path, errors);
        ValueRules.IntOrPercent(rolling, "maxSurge", Path, errors, bounded: false);
        if (IsZero(rolling, "maxUnavailable") && IsZero(rolling, "maxSurge"))
        {
            errors.Add(FieldError.Invalid(
                $"{Path}.maxUnavailable", rolling?["maxUnavailable"], "may not be 0 when `maxSurge` is 0"));
        }
    }

    private static bool IsZero(JsonObject? rolling, string field) =>
        Text(rolling, field) is { Length: > 0 } percent
            ? percent.TrimEnd('%').All(c => c == '0')
            : Number(rolling, field) == 0;
}
