using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>
/// What a Job's status may become. A rule is asked only when what it is about has changed, so that an old status that
/// breaks it can still be written (the batch strategy's getStatusValidationOptions).
/// </summary>
internal sealed class JobStatusRules
{
    private readonly JsonObject spec;
    private readonly JsonObject now;
    private readonly JsonObject then;
    private readonly List<FieldError> errors;

    private JobStatusRules(JsonObject job, JsonObject old, List<FieldError> errors)
    {
        spec = Child(job, "spec") ?? [];
        now = Child(job, "status") ?? [];
        then = Child(old, "status") ?? [];
        this.errors = errors;
    }

    private bool IsIndexed => Text(spec, "completionMode") == "Indexed";

    private bool IsComplete => Has(now, "Complete");

    private bool IsFailed => Has(now, "Failed");

    private bool IsFinished => IsComplete || IsFailed;

    private bool IsFinishedChanged => IsFinished != (Has(then, "Complete") || Has(then, "Failed"));

    public static void Validate(JsonObject job, JsonObject old, List<FieldError> errors)
    {
        var rules = new JobStatusRules(job, old, errors);
        rules.Counts();
        rules.Conditions();
        rules.Times();
        rules.Finished();
        rules.Indexes();
        rules.Transition();
    }

    private static bool Has(JsonObject status, string condition) => Items(status, "conditions")
        .Any(c => Text(c.Item, "type") == condition && Text(c.Item, "status") == "True");

    private bool Changed(string field) => !SameJson.Equal(now[field], then[field]);

    private bool ConditionChanged(string type) => Has(now, type) != Has(then, type);

    private void Refuse(bool wrong, string detail)
    {
        if (wrong)
        {
            errors.Add(FieldError.Invalid("status.conditions", FieldError.NoValue, detail));
        }
    }

    private void Refuse(bool wrong, string field, object? value, string detail)
    {
        if (wrong)
        {
            errors.Add(FieldError.Invalid("status." + field, value, detail));
        }
    }

    private void Counts()
    {
        foreach (var field in (string[])["active", "succeeded", "failed", "ready", "terminating"])
        {
            ValueRules.NotNegative(now, field, "status", errors);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (string[])["succeeded", "failed"])
        {
            var i = 0;
            foreach (var uid in Texts(Child(now, "uncountedTerminatedPods"), list))
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"status.uncountedTerminatedPods.{list}[{i++}]");
                if (uid.Length == 0)
                {
                    errors.Add(FieldError.Invalid(at, uid, "must not be empty"));
                }
                else if (!seen.Add(uid))
                {
                    errors.Add(FieldError.Duplicate(at, uid));
                }
            }
        }
    }

    private void Conditions()
    {
        var completed = ConditionChanged("Complete");
        Refuse((completed || ConditionChanged("Failed")) && IsComplete && IsFailed, "cannot set Complete=True and Failed=true conditions");
        Refuse(
            (completed || ConditionChanged("FailureTarget")) && IsComplete && Has(now, "FailureTarget"),
            "cannot set Complete=True and FailureTarget=true conditions");
    }

    private void Times()
    {
        var (start, end) = (Text(now, "startTime"), Text(now, "completionTime"));
        var changed = ConditionChanged("Complete") || Changed("completionTime");
        Refuse(
            changed && end.Length > 0 && !IsComplete,
            "completionTime",
            end,
            "cannot set completionTime when there is no Complete=True condition");
        if (changed && end.Length == 0 && IsComplete)
        {
            errors.Add(FieldError.Required("status.completionTime", "completionTime is required for Complete jobs"));
        }

        Refuse(
            (Changed("startTime") || Changed("completionTime")) && start.Length > 0 && end.Length > 0
                && string.CompareOrdinal(end, start) < 0,
            "completionTime",
            end,
            "completionTime cannot be set before startTime");
    }

    private void Finished()
    {
        Refuse(
            (ConditionChanged("Failed") || ConditionChanged("FailureTarget")) && IsFailed && !Has(now, "FailureTarget"),
            "cannot set Failed=True condition without the FailureTarget=true condition");
        Refuse(
            (ConditionChanged("Complete") || ConditionChanged("SuccessCriteriaMet")) && IsComplete && !Has(now, "SuccessCriteriaMet"),
            "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        Refuse(
            (IsFinishedChanged || Changed("active")) && Number(now, "active") > 0 && IsFinished,
            "active",
            Number(now, "active"),
            "active>0 is invalid for finished job");
        var never = Flag(spec, "suspend") && spec["completions"] is not null && Number(spec, "completions") == 0;
        if ((IsFinishedChanged || Changed("startTime")) && !never && Text(now, "startTime").Length == 0 && IsFinished)
        {
            errors.Add(FieldError.Required("status.startTime", "startTime is required for finished job"));
        }

        var uncounted = Child(now, "uncountedTerminatedPods");
        Refuse(
            (IsFinishedChanged || Changed("uncountedTerminatedPods")) && IsFinished
                && (Texts(uncounted, "succeeded").Any() || Texts(uncounted, "failed").Any()),
            "uncountedTerminatedPods",
            uncounted,
            "uncountedTerminatedPods needs to be empty for finished job");
    }

    private void Indexes()
    {
        var (completed, failed) = (Text(now, "completedIndexes"), Text(now, "failedIndexes"));
        var (newCompleted, newFailed) = (Changed("completedIndexes"), Changed("failedIndexes"));
        var completions = Number(spec, "completions");
        var isSized = spec["completions"] is not null;
        if (newCompleted && isSized && JobPolicyRules.IndexFault(completed, completions, out _) is { } fault)
        {
            Refuse(true, "completedIndexes", completed, "error parsing completedIndexes: " + fault);
        }

        var limited = spec["backoffLimitPerIndex"] is not null;
        if (newFailed && isSized && limited && now["failedIndexes"] is not null
            && JobPolicyRules.IndexFault(failed, completions, out _) is { } wrong)
        {
            Refuse(true, "failedIndexes", failed, "error parsing failedIndexes: " + wrong);
        }

        Refuse(
            newCompleted && completed.Length > 0 && !IsIndexed,
            "completedIndexes",
            completed,
            "cannot set non-empty completedIndexes when non-indexed completion mode");
        Refuse(
            newFailed && !limited && now["failedIndexes"] is not null,
            "failedIndexes",
            failed,
            "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        if ((newCompleted || newFailed) && isSized && Common(completed, failed) is { } both)
        {
            Refuse(true, "failedIndexes", failed, $"failedIndexes and completedIndexes overlap at index: {both}");
        }
    }

    private void Transition()
    {
        Refuse(
            (IsFinishedChanged || Changed("terminating")) && Number(now, "terminating") > 0 && IsFinished,
            "terminating",
            Number(now, "terminating"),
            "terminating>0 is invalid for finished job");
        Refuse(
            (Changed("ready") || Changed("active")) && Number(now, "ready") > Number(now, "active"),
            "ready",
            Number(now, "ready"),
            "cannot set more ready pods than active");
        var met = Has(now, "SuccessCriteriaMet");
        Refuse(met && IsFailed, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
        Refuse(met && Has(now, "FailureTarget"), "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        Refuse(
            spec["successPolicy"] is not null && !met && IsComplete,
            "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
        foreach (var type in (string[])["Failed", "Complete", "FailureTarget"])
        {
            Refuse(Has(then, type) && !Has(now, type), $"cannot disable the terminal {type}=True condition");
        }

        Decreased("failed", true);
        // An Indexed Job of equal numbers may be made smaller, and its count with it.
        Decreased("succeeded", !IsIndexed || !SameJson.Equal(spec["completions"], spec["parallelism"]));
        Refuse(
            Changed("completionTime") && now["completionTime"] is not null && then["completionTime"] is not null,
            "completionTime",
            Text(now, "completionTime"),
            "completionTime cannot be mutated");
        if (Changed("startTime") && then["startTime"] is not null && !Flag(spec, "suspend"))
        {
            errors.Add(FieldError.Required("status.startTime", "startTime cannot be removed for unsuspended job"));
        }

        Refuse(Has(then, "SuccessCriteriaMet") && !met, "cannot disable the SuccessCriteriaMet=True condition");
        Refuse(
            Has(then, "Complete") && !Has(then, "SuccessCriteriaMet") && met,
            "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }

    private void Decreased(string field, bool wrong) => Refuse(
        wrong && Number(now, field) < Number(then, field), field, Number(now, field), $"cannot decrease the {field} counter");

    /// <summary>The first index that both lists have; null when there is none, or when either cannot be read.</summary>
    private static long? Common(string one, string other)
    {
        var ranges = Ranges(other);
        foreach (var (from, to) in Ranges(one))
        {
            foreach (var (low, high) in ranges)
            {
                if (Math.Max(from, low) <= Math.Min(to, high))
                {
                    return Math.Max(from, low);
                }
            }
        }

        return null;
    }

    private static List<(long From, long To)> Ranges(string text)
    {
        var ranges = new List<(long, long)>();
        if (text.Length == 0 || JobPolicyRules.IndexFault(text, long.MaxValue, out _) is not null)
        {
            return ranges;
        }

        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            ranges.Add((long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[^1], CultureInfo.InvariantCulture)));
        }

        return ranges;
    }
}
