using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>What a Deployment's status says: counts, Available, Progressing with its deadline.</summary>
internal static class DeploymentStatus
{
    private const string Stamp = "lastUpdateTime";

    /// <param name="deployment">As stored.</param>
    /// <param name="rollout">Its sets.</param>
    /// <param name="time">Now.</param>
    /// <param name="deadline">When progress must have been made; null when none is due.</param>
    public static JsonObject Make(JsonObject deployment, Rollout rollout, DateTimeOffset time, out DateTimeOffset? deadline)
    {
        var old = Child(deployment, "status");
        var now = StandardColumns.Timestamp(time);
        var status = Counts(deployment, rollout, old);
        if (old?["conditions"] is { } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        var enough = Number(status, "availableReplicas") >= rollout.Wanted - rollout.Unavailable;
        StatusConditions.Set(status, "Available", enough ? "True" : "False",
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now, Stamp);
        Failure(status, rollout, now);
        deadline = null;
        if (!rollout.HasDeadline)
        {
            StatusConditions.Remove(status, "Progressing");
        }
        else if (!Flag(Child(deployment, "spec"), "paused"))
        {
            deadline = Progress(status, old, rollout, time, now);
        }

        return status;
    }

    private static JsonObject Counts(JsonObject deployment, Rollout rollout, JsonObject? old)
    {
        var all = rollout.Sum("replicas");
        var available = rollout.Sum("availableReplicas");
        var total = rollout.Old.Append(rollout.New).OfType<JsonObject>().Sum(Rollout.Replicas);
        var status = new JsonObject
        {
            ["observedGeneration"] = GoNumbers.Node(Number(Child(deployment, "metadata"), "generation")),
        };
        foreach (var (field, count) in ((string, long)[])
        [
            ("replicas", all), ("updatedReplicas", Number(Child(rollout.New, "status"), "replicas")),
            ("readyReplicas", rollout.Sum("readyReplicas")), ("availableReplicas", available),
            ("unavailableReplicas", Math.Max(0, total - available)),
            ("collisionCount", Number(old, "collisionCount")),
        ])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        return status;
    }

    private static void Failure(JsonObject status, Rollout rollout, string now)
    {
        var failed = rollout.Old.Append(rollout.New).OfType<JsonObject>()
            .Select(s => StatusConditions.Find(Child(s, "status"), "ReplicaFailure"))
            .LastOrDefault(c => c is not null);
        if (failed is null)
        {
            StatusConditions.Remove(status, "ReplicaFailure");
        }
        else
        {
            StatusConditions.Set(
                status, "ReplicaFailure", Text(failed, "status"), Text(failed, "reason"), Text(failed, "message"), now, Stamp);
        }
    }

    private static DateTimeOffset? Progress(
        JsonObject status, JsonObject? old, Rollout rollout, DateTimeOffset time, string now)
    {
        var reason = Text(StatusConditions.Find(status, "Progressing"), "reason");
        if (Number(status, "replicas") == Number(status, "updatedReplicas") && reason == "NewReplicaSetAvailable")
        {
            return null;
        }

        var subject = rollout.New is null
            ? $"Deployment \"{rollout.Name}\""
            : $"ReplicaSet \"{Kinds.ObjectFields.Name(rollout.New)}\"";
        if (rollout.IsComplete(status))
        {
            StatusConditions.Set(
                status, "Progressing", "True", "NewReplicaSetAvailable", $"{subject} has successfully progressed.", now, Stamp);
            return null;
        }

        var condition = StatusConditions.Find(status, "Progressing");
        if (HasProgressed(status, old) || condition is null)
        {
            Touch(status, condition, $"{subject} is progressing.", now);
            condition = StatusConditions.Find(status, "Progressing");
        }

        var limit = Number(Child(rollout.Deployment, "spec"), "progressDeadlineSeconds", 600);
        var due = (Times.Parse(Text(condition, Stamp)) ?? time).AddSeconds(limit);
        if (due > time && reason != "ProgressDeadlineExceeded")
        {
            return due;
        }

        StatusConditions.Set(
            status, "Progressing", "False", "ProgressDeadlineExceeded", $"{subject} has timed out progressing.", now, Stamp);
        return null;
    }

    private static bool HasProgressed(JsonObject status, JsonObject? old)
    {
        long Delta(string field) => Number(status, field) - Number(old, field);
        var leaving = Number(old, "replicas") - Number(old, "updatedReplicas");
        return Delta("updatedReplicas") > 0 || Number(status, "replicas") - Number(status, "updatedReplicas") < leaving
            || Delta("readyReplicas") > 0 || Delta("availableReplicas") > 0;
    }

    // Progress renews the time of the update even when no word changes.
    private static void Touch(JsonObject status, JsonObject? condition, string message, string now)
    {
        if (condition is not null && Text(condition, "status") == "True" && Text(condition, "reason") == "ReplicaSetUpdated"
            && Text(condition, "message") == message)
        {
            condition[Stamp] = now;
            return;
        }

        StatusConditions.Set(status, "Progressing", "True", "ReplicaSetUpdated", message, now, Stamp);
    }
}
