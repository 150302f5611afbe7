using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>Makes a Job at each time of a schedule on the world's clock, and keeps a few finished ones.</summary>
internal sealed class CronJobs(KubeCore core) : Reconciler(core, "cronjob-controller")
{
    private const int MissedMax = 100;
    private const string ScheduledAt = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    public override string Name => "cronjob";

    protected override string Primary => "cronjobs.batch";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "cronjobs.batch" => [(change.Object!.Namespace, change.Object.Name)],
            "jobs.batch" => ControllerOf(change, "CronJob"),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find(Primary, ns, objectName) is not { } cron)
        {
            return;
        }

        var jobs = OwnedBy("jobs.batch", ns, Uid(cron)).Where(j => Claims.ControllerUid(j) == Uid(cron)).ToList();
        await TrimAsync(cron, jobs, "Complete", "successfulJobsHistoryLimit").ConfigureAwait(false);
        await TrimAsync(cron, jobs, "Failed", "failedJobsHistoryLimit").ConfigureAwait(false);
        var last = Text(Child(cron, "status"), "lastScheduleTime");
        if (!Flag(Child(cron, "spec"), "suspend") && Schedule(cron) is { } schedule)
        {
            var zone = Zone(cron);
            if (Due(cron, schedule, zone, last) is { } due && await StartAsync(cron, jobs, due).ConfigureAwait(false))
            {
                last = StandardColumns.Timestamp(due);
            }

            if (schedule.Next(Core.Now, zone) is { } next)
            {
                LookAgain(ns, objectName, next - Core.Now);
            }
            else
            {
                // A date that never comes, such as the 31st of February.
                Events.Record(cron, "Warning", "InvalidSchedule",
                    $"invalid schedule: {Text(Child(cron, "spec"), "schedule")} : time difference between two schedules is less than 1 second");
            }
        }

        await ReportAsync(cron, last).ConfigureAwait(false);
    }

    private CronExpression? Schedule(JsonObject cron)
    {
        var text = Text(Child(cron, "spec"), "schedule");
        if (CronExpression.Parse(text, out var error) is { } schedule)
        {
            return schedule;
        }

        Events.Record(cron, "Warning", "UnparseableSchedule", $"unparseable schedule for cronjob: {error}");
        return null;
    }

    private static TimeZoneInfo Zone(JsonObject cron) =>
        Text(Child(cron, "spec"), "timeZone") is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : TimeZoneInfo.Utc;

    /// <summary>The latest time that was missed and may still be made up for.</summary>
    private DateTimeOffset? Due(JsonObject cron, CronExpression schedule, TimeZoneInfo zone, string last)
    {
        var since = Times.Parse(last) ?? Times.Parse(Text(Child(cron, "metadata"), "creationTimestamp")) ?? Core.Now;
        var spec = Child(cron, "spec");
        var deadline = spec?["startingDeadlineSeconds"] is null ? (TimeSpan?)null
            : TimeSpan.FromSeconds(Number(spec, "startingDeadlineSeconds"));
        if (deadline is { } limit && Core.Now - limit > since)
        {
            since = Core.Now - limit;
        }

        DateTimeOffset? due = null;
        var missed = 0;
        for (var next = schedule.Next(since, zone); next is { } at && at <= Core.Now; next = schedule.Next(at, zone))
        {
            due = at;
            missed++;
        }

        if (missed > MissedMax)
        {
            Events.Record(cron, "Warning", "TooManyMissedTimes",
                "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }

        return due;
    }

    private async ValueTask<bool> StartAsync(JsonObject cron, List<JsonObject> jobs, DateTimeOffset due)
    {
        var active = jobs.Where(j => !JobTally.IsOver(j)).ToList();
        var policy = Text(Child(cron, "spec"), "concurrencyPolicy");
        if (policy == "Forbid" && active.Count > 0)
        {
            Events.Record(cron, "Normal", "JobAlreadyActive",
                "Not starting job because prior execution is running and concurrency policy is Forbid");
            return false;
        }

        foreach (var job in policy == "Replace" ? active : [])
        {
            if (Core.Find("jobs.batch", Namespace(job), ObjectFields.Name(job)) is { } stored)
            {
                await Client.DeleteAsync(Client.Kind("batch/v1", "Job"), stored, "Background").ConfigureAwait(false);
                Events.Record(cron, "Normal", "SuccessfulDelete", $"Deleted job {stored.Name}");
            }
        }

        var made = Make(cron, due);
        var name = ObjectFields.Name(made);
        try
        {
            if (await Client.CreateAsync(Client.Kind("batch/v1", "Job"), made).ConfigureAwait(false))
            {
                Events.Record(cron, "Normal", "SuccessfulCreate", $"Created job {name}");
            }

            return true;
        }
        catch (KubeException e)
        {
            Events.Record(cron, "Warning", "FailedCreate", $"Error creating job: {e.Message}");
            throw;
        }
    }

    private static JsonObject Make(JsonObject cron, DateTimeOffset due)
    {
        var template = Child(Child(cron, "spec"), "jobTemplate");
        var metadata = new JsonObject
        {
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"{ObjectFields.Name(cron)}-{due.ToUnixTimeSeconds() / 60}"),
            ["namespace"] = Namespace(cron),
            ["ownerReferences"] = Owner(cron),
        };
        if (Child(Child(template, "metadata"), "labels") is { } labels)
        {
            metadata["labels"] = labels.DeepClone();
        }

        var annotations = (JsonObject)(Child(Child(template, "metadata"), "annotations") ?? []).DeepClone();
        var zone = Zone(cron);
        annotations[ScheduledAt] = TimeZoneInfo.ConvertTime(due, zone).ToString(
            zone == TimeZoneInfo.Utc ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        metadata["annotations"] = annotations;
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = metadata,
            ["spec"] = Child(template, "spec")?.DeepClone(),
        };
    }

    private async ValueTask TrimAsync(JsonObject cron, List<JsonObject> jobs, string condition, string limitField)
    {
        if (Child(cron, "spec")?[limitField] is null)
        {
            return;
        }

        var over = jobs.Where(j => StatusConditions.Holds(Child(j, "status"), condition))
            .OrderBy(j => Text(Child(j, "status"), "startTime"), StringComparer.Ordinal)
            .ThenBy(ObjectFields.Name, StringComparer.Ordinal).ToList();
        foreach (var job in over.Take((int)Math.Max(0, over.Count - Number(Child(cron, "spec"), limitField))))
        {
            if (Core.Find("jobs.batch", Namespace(job), ObjectFields.Name(job)) is { } stored)
            {
                await Client.DeleteAsync(Client.Kind("batch/v1", "Job"), stored, "Background").ConfigureAwait(false);
                Events.Record(cron, "Normal", "SuccessfulDelete", $"Deleted job {stored.Name}");
            }

            jobs.Remove(job);
        }
    }

    private async ValueTask ReportAsync(JsonObject cron, string last)
    {
        var old = Child(cron, "status");
        var jobs = OwnedBy("jobs.batch", Namespace(cron), Uid(cron));
        var known = Items(old, "active").Select(a => Text(a.Item, "uid")).ToHashSet(StringComparer.Ordinal);
        foreach (var done in jobs.Where(j => JobTally.IsOver(j) && known.Contains(Uid(j))))
        {
            var how = StatusConditions.Holds(Child(done, "status"), "Complete") ? "Complete" : "Failed";
            Events.Record(cron, "Normal", "SawCompletedJob", $"Saw completed job: {ObjectFields.Name(done)}, condition: {how}");
        }

        var status = new JsonObject();
        var active = jobs.Where(j => !JobTally.IsOver(j)).Select(j => (JsonNode?)new JsonObject
        {
            ["kind"] = "Job",
            ["namespace"] = Namespace(j),
            ["name"] = ObjectFields.Name(j),
            ["uid"] = Uid(j),
            ["apiVersion"] = "batch/v1",
            ["resourceVersion"] = Text(Child(j, "metadata"), "resourceVersion"),
        }).ToArray();
        if (active.Length > 0)
        {
            status["active"] = new JsonArray(active);
        }

        if (last.Length > 0)
        {
            status["lastScheduleTime"] = last;
        }

        var success = jobs.Select(j => Text(Child(j, "status"), "completionTime"))
            .Append(Text(old, "lastSuccessfulTime")).Max(StringComparer.Ordinal);
        if (success is { Length: > 0 })
        {
            status["lastSuccessfulTime"] = success;
        }

        if (SameBut(status, old))
        {
            return;
        }

        await WriteStatusAsync(Client.Kind("batch/v1", "CronJob"), cron, status).ConfigureAwait(false);
    }

    // The versions of the active Jobs alone are no news.
    private static bool SameBut(JsonObject status, JsonObject? old)
    {
        static string Key(JsonObject? s) => string.Join(',', Items(s, "active").Select(a => Text(a.Item, "uid")))
            + $"|{Text(s, "lastScheduleTime")}|{Text(s, "lastSuccessfulTime")}";
        return Key(status) == Key(old);
    }
}
