using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>Defaults of the kinds that make Pods.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        PodDefaults.Template(spec);
        Number(spec, "replicas", 1);
        var strategy = Ensure(spec, "strategy");
        Default(strategy, "type", "RollingUpdate");
        if (Text(strategy, "type") == "RollingUpdate")
        {
            var rolling = Ensure(strategy, "rollingUpdate");
            Default(rolling, "maxUnavailable", "25%");
            Default(rolling, "maxSurge", "25%");
        }

        Number(spec, "revisionHistoryLimit", 10);
        Number(spec, "progressDeadlineSeconds", 600);
        Default(obj, "status", new JsonObject());
    }

    public static void ReplicaSet(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        PodDefaults.Template(spec);
        Number(spec, "replicas", 1);
        Default(Ensure(obj, "status"), "replicas", GoNumbers.Node(0));
    }

    public static void StatefulSet(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        PodDefaults.Template(spec);
        Default(spec, "podManagementPolicy", "OrderedReady");
        var strategy = Ensure(spec, "updateStrategy");
        Default(strategy, "type", "RollingUpdate");
        if (Text(strategy, "type") == "RollingUpdate")
        {
            Number(Ensure(strategy, "rollingUpdate"), "partition", 0);
        }

        var retention = Ensure(spec, "persistentVolumeClaimRetentionPolicy");
        Default(retention, "whenDeleted", "Retain");
        Default(retention, "whenScaled", "Retain");
        Number(spec, "replicas", 1);
        Number(spec, "revisionHistoryLimit", 10);
        foreach (var (_, claim) in Items(spec, "volumeClaimTemplates"))
        {
            Default(claim, "apiVersion", "v1");
            Default(claim, "kind", "PersistentVolumeClaim");
            Default(Ensure(claim, "spec"), "volumeMode", "Filesystem");
            Default(Ensure(claim, "status"), "phase", "Pending");
        }

        Default(Ensure(obj, "status"), "replicas", GoNumbers.Node(0));
    }

    public static void DaemonSet(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        PodDefaults.Template(spec);
        var strategy = Ensure(spec, "updateStrategy");
        Default(strategy, "type", "RollingUpdate");
        if (Text(strategy, "type") == "RollingUpdate")
        {
            var rolling = Ensure(strategy, "rollingUpdate");
            Number(rolling, "maxSurge", 0);
            Number(rolling, "maxUnavailable", 1);
        }

        Number(spec, "revisionHistoryLimit", 10);
        var status = Ensure(obj, "status");
        foreach (var field in (string[])
            ["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"])
        {
            Number(status, field, 0);
        }
    }

    public static void Job(JsonObject obj)
    {
        JobSpec(Ensure(obj, "spec"));
        Default(obj, "status", new JsonObject());
    }

    public static void CronJob(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        Default(spec, "concurrencyPolicy", "Allow");
        Default(spec, "suspend", false);
        Number(spec, "successfulJobsHistoryLimit", 3);
        Number(spec, "failedJobsHistoryLimit", 1);
        PodDefaults.Template(Ensure(Ensure(spec, "jobTemplate"), "spec"));
        Default(obj, "status", new JsonObject());
    }

    public static void ReplicationController(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        if (Child(spec, "template") is not null)
        {
            // A pointer here alone: an absent template stays absent.
            PodDefaults.Template(spec);
        }

        Number(spec, "replicas", 1);
        if (Child(Child(Child(spec, "template"), "metadata"), "labels") is { Count: > 0 } labels)
        {
            Default(spec, "selector", labels.DeepClone());
            if (Child(Child(obj, "metadata"), "labels") is not { Count: > 0 })
            {
                Ensure(obj, "metadata")["labels"] = labels.DeepClone();
            }
        }

        Default(Ensure(obj, "status"), "replicas", GoNumbers.Node(0));
    }

    /// <summary>The controller labels every Job gets, and the selector made from them.</summary>
    public static void JobSelector(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        if (Flag(spec, "manualSelector"))
        {
            return;
        }

        // Labels of the same names that the author has set stay, and are refused as wrong.
        var labels = Ensure(Ensure(Ensure(spec, "template"), "metadata"), "labels");
        foreach (var (key, value) in JobLabels(obj))
        {
            Default(labels, key, value!.DeepClone());
        }

        // Decoding a Job without labels gives it its template's.
        if (Child(Child(obj, "metadata"), "labels") is not { Count: > 0 })
        {
            Ensure(obj, "metadata")["labels"] = labels.DeepClone();
        }

        const string uid = "batch.kubernetes.io/controller-uid";
        Default(Ensure(Ensure(spec, "selector"), "matchLabels"), uid, Text(Child(obj, "metadata"), "uid"));
    }

    /// <summary>The labels by which a Job's Pods are known.</summary>
    public static JsonObject JobLabels(JsonObject job) => new()
    {
        ["batch.kubernetes.io/controller-uid"] = Text(Child(job, "metadata"), "uid"),
        ["batch.kubernetes.io/job-name"] = Name(job),
        ["controller-uid"] = Text(Child(job, "metadata"), "uid"),
        ["job-name"] = Name(job),
    };

    private static void JobSpec(JsonObject spec)
    {
        PodDefaults.Template(spec);
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            Number(spec, "completions", 1);
        }

        Number(spec, "parallelism", 1);
        Number(spec, "backoffLimit", spec["backoffLimitPerIndex"] is null ? 6 : int.MaxValue);
        Default(spec, "completionMode", "NonIndexed");
        Default(spec, "suspend", false);
        Default(spec, "podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
    }

    private static void Number(JsonObject owner, string field, int value) =>
        Default(owner, field, GoNumbers.Node(value));
}
