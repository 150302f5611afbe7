using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// Runs a Job's Pods until enough have succeeded or too many failed: parallel or indexed, with back-off between
/// failures, failure policy, deadline, suspension and removal after its time. Each finished Pod is counted once: it
/// keeps the tracking finalizer until it is in the status.
/// </summary>
/// <remarks>Not emulated: successPolicy, managedBy.</remarks>
internal sealed class Jobs(KubeCore core) : Reconciler(core, "job-controller")
{
    private const int BurstMax = 500;

    public override string Name => "job";

    protected override string Primary => "jobs.batch";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "jobs.batch" => [(change.Object!.Namespace, change.Object.Name)],
            "pods" => OfPod(change),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        var stored = Core.Find(Primary, ns, objectName);
        await FreeOrphansAsync(ns, objectName, stored).ConfigureAwait(false);
        if (stored is not { Head.Deleting: false })
        {
            return;
        }

        var job = stored.Parse();
        if (JobTally.IsOver(job))
        {
            await CountAsync(job, null).ConfigureAwait(false);
            await ExpireAsync(job, stored).ConfigureAwait(false);
            return;
        }

        if (Text(Child(job, "spec"), "managedBy") is not ("" or "kubernetes.io/job-controller"))
        {
            return;
        }

        await Claims.ClaimAsync(Client, Client.Kind("v1", "Pod"), job, Child(Child(job, "spec"), "selector"), null, JobTally.Finalizer)
            .ConfigureAwait(false);
        var tally = new JobTally(job, PodsOf(job), Core.Now);
        var verdict = tally.Verdict();
        if (verdict is not null || Flag(Child(job, "spec"), "suspend"))
        {
            await StopAsync(tally.Active).ConfigureAwait(false);
        }
        else
        {
            await StopAsync(tally.Surplus()).ConfigureAwait(false);
            await StartAsync(job, tally).ConfigureAwait(false);
        }

        await CountAsync(job, verdict).ConfigureAwait(false);
        if (tally.NextLook() is { } wait)
        {
            LookAgain(ns, objectName, wait);
        }
    }

    // An orphan may be for any Job of the namespace to adopt.
    private IEnumerable<(string Namespace, string Name)> OfPod(StoreEvent change)
    {
        var at = change.Object!;
        var owners = ControllerOf(change, "Job");
        return at.Head.OwnerUids.Count > 0 || at.Head.Labels is null || change.Type == StoreEventType.Deleted
            ? owners
            : owners.Concat(
                ObjectReads.InNamespace(Core.Store.Table(Primary), at.Namespace).Select(s => (s.Namespace, s.Name)).ToList());
    }

    private List<JsonObject> PodsOf(JsonObject job) =>
    [
        .. ObjectReads.InNamespace(Core.Store.Table("pods"), Namespace(job))
            .Where(p => p.Head.OwnerUids.Contains(Uid(job)))
            .Select(p => p.Parse()),
    ];

    private async ValueTask StartAsync(JsonObject job, JobTally tally)
    {
        var spec = Child(job, "spec");
        var kind = Client.Kind("v1", "Pod");
        foreach (var index in tally.Missing().Take(BurstMax))
        {
            var pod = PodReadiness.FromTemplate(
                Child(spec, "template"), Namespace(job), ObjectFields.Name(job), Owner(job));
            var metadata = Ensure(pod, "metadata");
            Claims.AddFinalizer(metadata, JobTally.Finalizer);
            if (index is { } number)
            {
                JobIndexes.Mark(pod, ObjectFields.Name(job), number);
            }

            try
            {
                if (await Client.MakeAsync(kind, pod).ConfigureAwait(false) is not { } name)
                {
                    return;
                }

                Events.Record(job, "Normal", "SuccessfulCreate", $"Created pod: {name}");
            }
            catch (KubeException e)
            {
                Events.Record(job, "Warning", "FailedCreate", $"Error creating: {e.Message}");
                throw;
            }
        }
    }

    private async ValueTask StopAsync(IEnumerable<JsonObject> pods)
    {
        foreach (var pod in pods.ToList())
        {
            if (Core.Find("pods", Namespace(pod), ObjectFields.Name(pod)) is { Head.Deleting: false } stored
                && stored.Uid == Uid(pod))
            {
                await Client.DeleteAsync(Client.Kind("v1", "Pod"), stored).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Counts finished Pods into the status first, frees them after, and says how the Job stands.</summary>
    private async ValueTask CountAsync(JsonObject job, JobVerdict? verdict)
    {
        var kind = Client.Kind("batch/v1", "Job");
        var (ns, name) = (Namespace(job), ObjectFields.Name(job));
        var told = false;
        List<JsonObject> seen = [];
        await Client.UpdateAsync(kind, ns, name, current =>
        {
            var before = JobTally.IsOver(current);
            seen = PodsOf(current);
            var tally = new JobTally(current, seen, Core.Now);
            current["status"] = before ? tally.Leftovers() : tally.Status(verdict, Now);
            told = !before && JobTally.IsOver(current);
            return true;
        }, "status").ConfigureAwait(false);

        // Only those that the status was made from: what has ended since is not in it yet, and would never be.
        foreach (var pod in seen.Where(p => JobTally.IsTracked(p)
            && (PodReadiness.IsOver(p) || (verdict is not null && PodReadiness.IsGoing(p)))))
        {
            await FreeAsync(pod).ConfigureAwait(false);
        }

        if (told && verdict is { } end)
        {
            Events.Record(job, end.Type == "Complete" ? "Normal" : "Warning",
                end.Type == "Complete" ? "Completed" : end.Reason, end.Type == "Complete" ? "Job completed" : end.Message);
        }
    }

    private ValueTask<bool> FreeAsync(JsonObject pod) => Client.UpdateAsync(
        Client.Kind("v1", "Pod"), Namespace(pod), ObjectFields.Name(pod), current =>
        {
            Claims.RemoveFinalizer(Ensure(current, "metadata"), JobTally.Finalizer);
            return true;
        });

    // Pods whose Job is gone, or going, are not held back by its finalizer.
    private async ValueTask FreeOrphansAsync(string ns, string jobName, StoredObject? job)
    {
        if (job is { Head.Deleting: false })
        {
            return;
        }

        foreach (var stored in ObjectReads.InNamespace(Core.Store.Table("pods"), ns)
            .Where(p => p.Head.Finalizers.Contains(JobTally.Finalizer)).ToList())
        {
            var pod = stored.Parse();
            if (Items(Child(pod, "metadata"), "ownerReferences").Any(o =>
                Text(o.Item, "kind") == "Job" && Text(o.Item, "name") == jobName))
            {
                await FreeAsync(pod).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask ExpireAsync(JsonObject job, StoredObject stored)
    {
        if (Child(job, "spec")?["ttlSecondsAfterFinished"] is null)
        {
            return;
        }

        var ended = Items(Child(job, "status"), "conditions")
            .Where(c => Text(c.Item, "type") is "Complete" or "Failed" && Text(c.Item, "status") == "True")
            .Select(c => Times.Parse(Text(c.Item, "lastTransitionTime"))).FirstOrDefault() ?? Core.Now;
        var left = ended.AddSeconds(Number(Child(job, "spec"), "ttlSecondsAfterFinished")) - Core.Now;
        if (left > TimeSpan.Zero)
        {
            LookAgain(stored.Namespace, stored.Name, left);
        }
        else
        {
            await Client.DeleteAsync(Client.Kind("batch/v1", "Job"), stored, "Foreground").ConfigureAwait(false);
        }
    }
}
