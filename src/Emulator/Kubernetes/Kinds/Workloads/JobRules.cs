using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Controllers.Workloads;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>Completion modes of Jobs, what of a Job never changes, schedules of CronJobs.</summary>
internal static class JobRules
{
    private const string Immutable = "field is immutable";
    private const int ManagedByLength = 63;

    /// <summary>The selector: made by the server, or under manualSelector the author's own, fitting the template.</summary>
    public static void Generated(JsonObject job, List<FieldError> errors)
    {
        var spec = Child(job, "spec") ?? [];
        var labels = Child(Child(Child(spec, "template"), "metadata"), "labels");
        if (Child(spec, "selector") is not { } selector)
        {
            errors.Add(FieldError.Required("spec.selector"));
            return;
        }

        if (!Flag(spec, "manualSelector"))
        {
            var expected = WorkloadDefaults.JobLabels(job);
            foreach (var (key, wanted) in expected)
            {
                var at = $"spec.template.metadata.labels[{key}]";
                if (labels?[key] is null)
                {
                    errors.Add(FieldError.Required(at, $"must be '{wanted}'"));
                }
                else if (Text(labels, key) != wanted!.ToString())
                {
                    errors.Add(FieldError.Invalid(at, labels, $"must be '{wanted}'"));
                }
            }

            if (!Selects(selector, expected))
            {
                errors.Add(FieldError.Invalid("spec.selector", selector, "`selector` not auto-generated"));
            }
        }

        SelectorRules.Validate(selector, "spec.selector", errors);
        if (!Selects(selector, labels ?? []))
        {
            errors.Add(FieldError.Invalid(
                "spec.template.metadata.labels", labels, "`selector` does not match template `labels`"));
        }
    }

    private static bool Selects(JsonObject selector, JsonObject labels) =>
        Selection.LabelSelector.FromObject(selector).Matches(labels);

    public static void Completion(JsonObject spec, List<FieldError> errors)
    {
        var mode = Text(spec, "completionMode");
        if (mode is not ("" or "NonIndexed" or "Indexed"))
        {
            errors.Add(FieldError.NotSupported("spec.completionMode", mode, ["Indexed", "NonIndexed"]));
        }

        if (mode == "Indexed" && spec["completions"] is null)
        {
            errors.Add(FieldError.Required("spec.completions", "when completion mode is Indexed"));
        }

        if (spec["backoffLimitPerIndex"] is not null)
        {
            ValueRules.NotNegative(spec, "backoffLimitPerIndex", "spec", errors);
            if (mode != "Indexed")
            {
                errors.Add(FieldError.Invalid(
                    "spec.backoffLimitPerIndex", Number(spec, "backoffLimitPerIndex"), "requires indexed completion mode"));
            }
        }

        if (spec["maxFailedIndexes"] is not null)
        {
            ValueRules.NotNegative(spec, "maxFailedIndexes", "spec", errors);
            if (mode == "Indexed" && Number(spec, "maxFailedIndexes") > Number(spec, "completions", long.MaxValue))
            {
                errors.Add(FieldError.Invalid(
                    "spec.maxFailedIndexes", Number(spec, "maxFailedIndexes"), "must be less than or equal to completions"));
            }
            else if (mode != "Indexed")
            {
                errors.Add(FieldError.Invalid(
                    "spec.maxFailedIndexes", Number(spec, "maxFailedIndexes"), "requires indexed completion mode"));
            }

            if (spec["backoffLimitPerIndex"] is null)
            {
                errors.Add(FieldError.Required("spec.backoffLimitPerIndex", "when maxFailedIndexes is specified"));
            }
        }

        string[] replacements = spec["podFailurePolicy"] is null ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
        if (Text(spec, "podReplacementPolicy") is { Length: > 0 } policy
            && !replacements.Contains(policy, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported("spec.podReplacementPolicy", policy, replacements));
        }

        if (spec["managedBy"] is not null)
        {
            ManagedBy(Text(spec, "managedBy"), errors);
        }
    }

    private static void ManagedBy(string manager, List<FieldError> errors)
    {
        if (manager.Length == 0)
        {
            errors.Add(FieldError.Required("spec.managedBy"));
            return;
        }

        Networking.IngressClassRules.DomainPrefixed(manager, "spec.managedBy", errors);
        if (manager.Length > ManagedByLength)
        {
            errors.Add(FieldError.TooLong("spec.managedBy", ManagedByLength));
        }
    }

    public static void Update(JsonObject job, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(job, "spec"), Child(old, "spec"));
        foreach (var field in (string[])["completions", "completionMode", "podFailurePolicy", "backoffLimitPerIndex",
            "managedBy", "successPolicy"])
        {
            // An Indexed Job may change its size when both numbers stay equal.
            var elastic = field == "completions" && Text(spec, "completionMode") == "Indexed"
                && SameJson.Equal(spec?["completions"], spec?["parallelism"])
                && SameJson.Equal(before?["completions"], before?["parallelism"]);
            if (!elastic && !SameJson.Equal(spec?[field], before?[field]))
            {
                errors.Add(FieldError.Invalid($"spec.{field}", spec?[field], Immutable));
            }
        }

        // A suspended Job that never ran may still be told where to run.
        var free = Flag(before, "suspend") && Text(Child(old, "status"), "startTime").Length == 0;
        var (now, then) = (Neutral(Child(spec, "template"), free), Neutral(Child(before, "template"), free));
        if (!SameJson.Equal(now, then))
        {
            errors.Add(FieldError.Invalid(
                "spec.template", InternalForm.PodTemplateSpec(Child(spec, "template") ?? []), Immutable));
        }
    }

    public static void Schedule(JsonObject spec, List<FieldError> errors)
    {
        var schedule = Text(spec, "schedule");
        if (schedule.Length > 0 && schedule.Contains("TZ", StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid(
                "spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
        }
        else if (schedule.Length > 0 && CronExpression.Parse(schedule, out var error) is null)
        {
            errors.Add(FieldError.Invalid("spec.schedule", schedule, error));
        }

        if (spec["timeZone"] is null)
        {
            return;
        }

        var zone = Text(spec, "timeZone");
        if (zone.Length == 0)
        {
            errors.Add(FieldError.Invalid("spec.timeZone", "", "timeZone must be nil or non-empty string"));
        }
        else if (string.Equals(zone, "Local", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add(FieldError.Invalid("spec.timeZone", zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"));
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors.Add(FieldError.Invalid("spec.timeZone", zone, $"unknown time zone {zone}"));
        }
    }

    private static JsonObject Neutral(JsonObject? template, bool free)
    {
        var copy = (JsonObject)(template ?? []).DeepClone();
        foreach (var field in free ? (string[])["nodeSelector", "tolerations", "schedulingGates", "affinity"] : [])
        {
            Child(copy, "spec")?.Remove(field);
        }

        if (free)
        {
            copy.Remove("metadata");
        }

        return copy;
    }
}
