using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// Runs a Job's Pods until enough have succeeded or too many failed. Not emulated: indexed completion, failure and
/// success policies, ttlSecondsAfterFinished, deadlines, back-off between tries.
/// </summary>
internal sealed class Jobs(KubeCore core) : Reconciler(core, "job-controller")
{
    public override string Name => "job";

    protected override string Primary => "jobs.batch";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "jobs.batch" => [(change.Object!.Namespace, change.Object.Name)],
            "pods" => ControllerOf(change, "Job"),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find("jobs.batch", ns, objectName) is not { } job || IsOver(job))
        {
            return;
        }

        var spec = Child(job, "spec");
        var pods = OwnedBy("pods", ns, Uid(job));
        var succeeded = pods.Count(p => PodReadiness.Phase(p) == "Succeeded");
        var failed = pods.Count(p => PodReadiness.Phase(p) == "Failed");
        var active = pods.Count - succeeded - failed;
        var completions = Number(spec, "completions", 1);
        var complete = succeeded >= completions;
        var broken = failed > Number(spec, "backoffLimit", 6);
        if (!complete && !broken && !Flag(spec, "suspend"))
        {
            var kind = Client.Kind("v1", "Pod");
            var wanted = Math.Min(Number(spec, "parallelism", 1), completions - succeeded);
            for (; active < wanted; active++)
            {
                await Client.CreateAsync(
                    kind, PodReadiness.FromTemplate(Child(spec, "template"), ns, objectName, Owner(job)))
                    .ConfigureAwait(false);
            }
        }

        await WriteStatusAsync(
            Client.Kind("batch/v1", "Job"), job, Status(job, active, succeeded, failed, complete, broken, pods))
            .ConfigureAwait(false);
    }

    private static bool IsOver(JsonObject job) => Items(Child(job, "status"), "conditions")
        .Any(c => Text(c.Item, "type") is "Complete" or "Failed" && Text(c.Item, "status") == "True");

    private JsonObject Status(
        JsonObject job,
        int active,
        int succeeded,
        int failed,
        bool complete,
        bool broken,
        List<JsonObject> pods)
    {
        var old = Child(job, "status");
        var status = new JsonObject();
        if (complete)
        {
            status["conditions"] = new JsonArray(
                Condition("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods"),
                Condition("Complete", "CompletionsReached", "Reached expected number of succeeded pods"));
        }
        else if (broken)
        {
            const string Text = "Job has reached the specified backoff limit";
            status["conditions"] = new JsonArray(
                Condition("FailureTarget", "BackoffLimitExceeded", Text),
                Condition("Failed", "BackoffLimitExceeded", Text));
        }

        status["startTime"] = Text(old, "startTime") is { Length: > 0 } began ? began : Now;
        if (complete)
        {
            status["completionTime"] = Now;
        }

        foreach (var (field, count) in ((string, int)[])
            [("active", active), ("succeeded", succeeded), ("failed", failed)])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        status["terminating"] = GoNumbers.Node(0);
        status["ready"] = GoNumbers.Node(pods.Count(p => !PodReadiness.IsOver(p) && PodReadiness.IsReady(p)));
        status["uncountedTerminatedPods"] = new JsonObject();
        return status;
    }

    private JsonObject Condition(string type, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastProbeTime"] = Now,
        ["lastTransitionTime"] = Now,
        ["reason"] = reason,
        ["message"] = message,
    };
}
