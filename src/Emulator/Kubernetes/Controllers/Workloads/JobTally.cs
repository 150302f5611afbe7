using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>How a Job ends.</summary>
/// <param name="Type">Complete or Failed.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">For people.</param>
internal sealed record JobVerdict(string Type, string Reason, string Message);

/// <summary>One look at a Job and its Pods: what is counted, what is missing, whether it is over.</summary>
internal sealed class JobTally
{
    /// <summary>Keeps a finished Pod until it is counted.</summary>
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    private static readonly TimeSpan BackOffFirst = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BackOffMost = TimeSpan.FromMinutes(10);
    private readonly JsonObject job;
    private readonly List<JsonObject> pods;
    private readonly DateTimeOffset now;
    private readonly HashSet<string> uncountedSucceeded;
    private readonly HashSet<string> uncountedFailed;
    private readonly long succeededBefore;
    private readonly long failedBefore;
    private readonly SortedSet<int> completed;
    private readonly SortedSet<int> failedIndexes = [];

    public JobTally(JsonObject job, List<JsonObject> pods, DateTimeOffset now)
    {
        (this.job, this.pods, this.now) = (job, pods, now);
        var status = Child(job, "status");
        var uncounted = Child(status, "uncountedTerminatedPods");
        var held = pods.Where(IsTracked).Select(Uid).ToHashSet(StringComparer.Ordinal);
        var (oldSucceeded, oldFailed) = (Texts(uncounted, "succeeded").ToList(), Texts(uncounted, "failed").ToList());
        succeededBefore = Number(status, "succeeded") + oldSucceeded.Count(u => !held.Contains(u));
        failedBefore = Number(status, "failed") + oldFailed.Count(u => !held.Contains(u));
        uncountedSucceeded = [.. oldSucceeded.Where(held.Contains)];
        uncountedFailed = [.. oldFailed.Where(held.Contains)];
        completed = JobIndexes.Parse(Text(status, "completedIndexes"), Completions ?? 0);
        foreach (var pod in pods.Where(p => IsTracked(p) && HasEnded(p)))
        {
            if (PodReadiness.Phase(pod) == "Succeeded")
            {
                Succeed(pod);
            }
            else if (!JobFailurePolicy.Ignores(job, pod))
            {
                uncountedFailed.Add(Uid(pod));
            }
        }

        FindFailedIndexes();
    }

    public List<JsonObject> Active => pods.FindAll(p => PodReadiness.IsActive(p));

    private JsonObject? Spec => Child(job, "spec");

    private bool Indexed => Text(Spec, "completionMode") == "Indexed";

    private long? Completions => Spec?["completions"] is null ? null : Number(Spec, "completions");

    private long Parallelism => Number(Spec, "parallelism", 1);

    private long Succeeded => Indexed ? completed.Count : succeededBefore + uncountedSucceeded.Count;

    private long Failed => failedBefore + uncountedFailed.Count;

    private int Terminating => pods.Count(p => PodReadiness.IsGoing(p) && !PodReadiness.IsOver(p));

    public static bool IsOver(JsonObject job) =>
        StatusConditions.Holds(Child(job, "status"), "Complete") || StatusConditions.Holds(Child(job, "status"), "Failed");

    public static bool IsTracked(JsonObject pod) => Texts(Child(pod, "metadata"), "finalizers").Contains(Finalizer);

    /// <summary>What remains of a Job that is over: its status as it is.</summary>
    public JsonObject Leftovers() => (JsonObject)(Child(job, "status") ?? []).DeepClone();

    /// <summary>Null while the Job goes on.</summary>
    public JobVerdict? Verdict()
    {
        var status = Child(job, "status");
        if (StatusConditions.Find(status, "FailureTarget") is { } failing && Text(failing, "status") == "True")
        {
            return new JobVerdict("Failed", Text(failing, "reason"), Text(failing, "message"));
        }

        if (JobFailurePolicy.FailsJob(job, pods.Where(HasEnded)) is { } message)
        {
            return new JobVerdict("Failed", "PodFailurePolicy", message);
        }

        if (Failed > BackOffLimit || PastLimitByRestarts())
        {
            return new JobVerdict("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }

        if (Deadline() is { } deadline && deadline <= now)
        {
            return new JobVerdict("Failed", "DeadlineExceeded", "Job was active longer than specified deadline");
        }

        if (IndexVerdict() is { } byIndex)
        {
            return byIndex;
        }

        var enough = Completions is { } wanted
            ? Succeeded >= wanted
            : Succeeded > 0 && Active.Count == 0;
        return enough
            ? new JobVerdict("Complete", "CompletionsReached", "Reached expected number of succeeded pods")
            : null;
    }

    /// <summary>Pods to start now, by index where they have one.</summary>
    public IEnumerable<int?> Missing()
    {
        if (BackOff() > TimeSpan.Zero)
        {
            return [];
        }

        var counted = Active.Count + (Text(Spec, "podReplacementPolicy") == "Failed" ? Terminating : 0);
        var room = (int)Math.Max(0, Math.Min(Parallelism, int.MaxValue) - counted);
        if (!Indexed)
        {
            var more = Math.Max(0, WantedActive() - counted);
            return Enumerable.Repeat<int?>(null, (int)Math.Min(more, room));
        }

        var taken = Active.Select(JobIndexes.Of).OfType<int>().Concat(completed).Concat(failedIndexes).ToHashSet();
        return Enumerable.Range(0, (int)(Completions ?? 0)).Where(i => !taken.Contains(i)).Take(room).Select(i => (int?)i);
    }

    /// <summary>Pods to stop: more than are wanted.</summary>
    public IEnumerable<JsonObject> Surplus()
    {
        var more = Active.Count - (Indexed ? Parallelism : WantedActive());
        return more <= 0 ? [] : PodReadiness.LeastNeeded(Active).Take((int)more);
    }

    /// <summary>When time alone would change something.</summary>
    public TimeSpan? NextLook()
    {
        var waits = new List<TimeSpan>();
        if (BackOff() is { } pause && pause > TimeSpan.Zero)
        {
            waits.Add(pause);
        }

        if (Deadline() is { } deadline && deadline > now)
        {
            waits.Add(deadline - now);
        }

        return waits.Count == 0 ? null : waits.Min();
    }

    public JsonObject Status(JobVerdict? verdict, string time)
    {
        var old = Child(job, "status");
        var suspended = Flag(Spec, "suspend");
        var status = new JsonObject();
        if (old?["conditions"] is { } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        var began = Text(old, "startTime");
        if (Suspension(status, suspended, time) == false || (began.Length == 0 && !suspended))
        {
            began = time;
        }

        if (began.Length > 0)
        {
            status["startTime"] = began;
        }

        if (verdict is not null)
        {
            var interim = verdict.Type == "Complete" ? "SuccessCriteriaMet" : "FailureTarget";
            Add(status, interim, verdict, time);
            if (uncountedSucceeded.Count + uncountedFailed.Count == 0 && Active.Count == 0 && Terminating == 0)
            {
                Add(status, verdict.Type, verdict, time);
                if (verdict.Type == "Complete")
                {
                    status["completionTime"] = time;
                }
            }
        }

        Counts(status);
        return status;
    }

    private void Counts(JsonObject status)
    {
        var succeeded = Indexed ? completed.Count : succeededBefore;
        foreach (var (field, count) in ((string, long)[])
            [("active", Active.Count), ("succeeded", succeeded), ("failed", failedBefore)])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        status["terminating"] = GoNumbers.Node(Terminating);
        status["ready"] = GoNumbers.Node(Active.Count(PodReadiness.IsReady));
        if (Indexed && completed.Count > 0)
        {
            status["completedIndexes"] = JobIndexes.Show(completed);
        }

        if (Indexed && Spec?["backoffLimitPerIndex"] is not null)
        {
            status["failedIndexes"] = JobIndexes.Show(failedIndexes);
        }

        var uncounted = new JsonObject();
        foreach (var (field, uids) in ((string, HashSet<string>)[])
            [("succeeded", uncountedSucceeded), ("failed", uncountedFailed)])
        {
            if (uids.Count > 0)
            {
                uncounted[field] = new JsonArray([.. uids.Order(StringComparer.Ordinal).Select(u => (JsonNode?)u)]);
            }
        }

        status["uncountedTerminatedPods"] = uncounted;
    }

    /// <summary>Tells a suspension or its end once; false right after the end.</summary>
    private static bool? Suspension(JsonObject status, bool suspended, string time)
    {
        var told = StatusConditions.Find(status, "Suspended");
        if (suspended && Text(told, "status") != "True")
        {
            Add(status, "Suspended", new JobVerdict("", "JobSuspended", "Job suspended"), time);
            return true;
        }

        if (!suspended && Text(told, "status") == "True")
        {
            StatusConditions.Set(status, "Suspended", "False", "JobResumed", "Job resumed", time, "lastProbeTime");
            return false;
        }

        return null;
    }

    private static void Add(JsonObject status, string type, JobVerdict verdict, string time)
    {
        if (!StatusConditions.Holds(status, type))
        {
            StatusConditions.Set(status, type, "True", verdict.Reason, verdict.Message, time, "lastProbeTime");
        }
    }

    private void Succeed(JsonObject pod)
    {
        if (Indexed && JobIndexes.Of(pod) is { } index && index < Completions)
        {
            completed.Add(index);
        }

        uncountedSucceeded.Add(Uid(pod));
    }

    // A Pod that the kubelet has let go without an end of its own counts as failed.
    private static bool HasEnded(JsonObject pod) => PodReadiness.IsOver(pod)
        || (PodReadiness.IsGoing(pod) && Number(Child(pod, "metadata"), "deletionGracePeriodSeconds", 30) == 0);

    private long WantedActive() => Completions is { } wanted
        ? Math.Min(Parallelism, Math.Max(0, wanted - Succeeded))
        : Succeeded > 0 ? Active.Count : Parallelism;

    private long BackOffLimit => Number(Spec, "backoffLimit", 6);

    private bool PastLimitByRestarts()
    {
        if (Text(Child(Child(Spec, "template"), "spec"), "restartPolicy") != "OnFailure")
        {
            return false;
        }

        var restarts = Active.Sum(p => Items(Child(p, "status"), "initContainerStatuses")
            .Concat(Items(Child(p, "status"), "containerStatuses")).Sum(c => Number(c.Item, "restartCount")));
        return BackOffLimit == 0 ? restarts > 0 : restarts >= BackOffLimit;
    }

    private DateTimeOffset? Deadline() =>
        Spec?["activeDeadlineSeconds"] is null || Flag(Spec, "suspend")
            || Times.Parse(Text(Child(job, "status"), "startTime")) is not { } began
            ? null
            : began.AddSeconds(Number(Spec, "activeDeadlineSeconds"));

    /// <summary>How long the next Pod has to wait: doubled with each failure since the last success.</summary>
    private TimeSpan BackOff()
    {
        var lastSuccess = Ends("Succeeded").DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var failures = Ends("Failed").Where(t => t > lastSuccess).ToList();
        if (failures.Count == 0)
        {
            return TimeSpan.Zero;
        }

        var pause = TimeSpan.FromTicks((long)Math.Min(
            BackOffMost.Ticks, BackOffFirst.Ticks * Math.Pow(2, Math.Min(failures.Count - 1, 30))));
        return failures.Max() + pause - now;
    }

    private IEnumerable<DateTimeOffset> Ends(string phase) => pods.Where(p => PodReadiness.Phase(p) == phase).Select(p =>
        Items(Child(p, "status"), "containerStatuses")
            .Select(c => Times.Parse(Text(Child(Child(c.Item, "state"), "terminated"), "finishedAt")))
            .OfType<DateTimeOffset>()
            .DefaultIfEmpty(Times.Parse(Text(Child(p, "metadata"), "creationTimestamp")) ?? now)
            .Max());

    private void FindFailedIndexes()
    {
        if (!Indexed || Spec?["backoffLimitPerIndex"] is null)
        {
            return;
        }

        var limit = Number(Spec, "backoffLimitPerIndex");
        failedIndexes.UnionWith(JobIndexes.Parse(Text(Child(job, "status"), "failedIndexes"), Completions ?? 0));
        failedIndexes.UnionWith(pods
            .Where(p => HasEnded(p) && PodReadiness.Phase(p) != "Succeeded" && !JobFailurePolicy.Ignores(job, p))
            .GroupBy(JobIndexes.Of)
            .Where(g => g.Key is not null && (g.Count() > limit || g.Any(p => JobFailurePolicy.FailsIndex(job, p))))
            .Select(g => g.Key!.Value));
        failedIndexes.ExceptWith(completed);
    }

    private JobVerdict? IndexVerdict()
    {
        if (failedIndexes.Count == 0)
        {
            return null;
        }

        if (Spec?["maxFailedIndexes"] is not null && failedIndexes.Count > Number(Spec, "maxFailedIndexes"))
        {
            return new JobVerdict(
                "Failed", "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        }

        return failedIndexes.Count + completed.Count >= Completions && Active.Count == 0
            ? new JobVerdict("Failed", "FailedIndexes", "Job has failed indexes")
            : null;
    }

    private static string Uid(JsonObject pod) => Text(Child(pod, "metadata"), "uid");
}
