using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>
/// One store of Events behind two groups: the core form is stored, events.k8s.io renames its fields. New events (with
/// an eventTime) carry stricter rules than old ones.
/// </summary>
internal static class EventRules
{
    public static readonly IReadOnlyList<string> CoreFields =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath",
        "reason", "reportingComponent", "source", "type",
    ];

    public static readonly IReadOnlyList<string> NewFields =
    [
        "reason", "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid",
        "regarding.apiVersion", "regarding.resourceVersion", "regarding.fieldPath", "reportingController", "type",
    ];

    private static readonly (string New, string Core)[] Renamed =
    [
        ("regarding", "involvedObject"), ("note", "message"), ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"), ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"),
    ];

    private static readonly string[] Shared =
        ["kind", "metadata", "reason", "type", "eventTime", "series", "action", "related", "reportingInstance"];

    /// <summary>The core form of an events.k8s.io Event; a core one is copied.</summary>
    public static JsonObject ToCore(JsonObject ev)
    {
        if (Text(ev, "apiVersion") == "v1")
        {
            return (JsonObject)ev.DeepClone();
        }

        var core = new JsonObject { ["apiVersion"] = "v1" };
        Copy(ev, core, Shared);
        foreach (var (now, then) in Renamed)
        {
            CopyOne(ev, now, core, then);
        }

        new EventKind().Default(core);
        return core;
    }

    /// <summary>The events.k8s.io form of a core Event.</summary>
    public static JsonObject FromCore(JsonObject core)
    {
        var ev = new JsonObject { ["apiVersion"] = "events.k8s.io/v1" };
        Copy(core, ev, Shared);
        foreach (var (now, then) in Renamed)
        {
            CopyOne(core, then, ev, now);
        }

        foreach (var field in (string[])["reportingController", "reportingInstance"])
        {
            if (Text(ev, field).Length == 0)
            {
                ev.Remove(field);
            }
        }

        new EventsEventKind().Default(ev);
        return ev;
    }

    /// <summary>The value a field selector compares; <paramref name="ev"/> in core form.</summary>
    public static string Field(JsonObject ev, string field)
    {
        var path = field.Replace("regarding.", "involvedObject.", StringComparison.Ordinal);
        if (path.StartsWith("involvedObject.", StringComparison.Ordinal))
        {
            return Text(Child(ev, "involvedObject"), path["involvedObject.".Length..]);
        }

        var component = Text(Child(ev, "source"), "component");
        var reporter = Text(ev, "reportingComponent");
        return path switch
        {
            "source" => component.Length > 0 ? component : reporter,
            "reportingComponent" or "reportingController" => reporter,
            _ => Text(ev, path),
        };
    }

    /// <summary>Checks an Event in core form, as both groups do.</summary>
    public static void Validate(JsonObject ev, string reporterField, List<FieldError> errors)
    {
        var space = Namespace(ev);
        var about = Text(Child(ev, "involvedObject"), "namespace");
        var isNew = ev["eventTime"] is not null;
        var mismatch = isNew
            ? about.Length == 0 && space is not ("default" or "kube-system")
            : about.Length == 0 ? space is not ("" or "default") : about != space;
        if (mismatch)
        {
            errors.Add(FieldError.Invalid("involvedObject.namespace", about, "does not match event.namespace"));
        }

        if (!isNew)
        {
            return;
        }

        var reporter = Text(ev, "reportingComponent");
        if (reporter.Length == 0)
        {
            errors.Add(FieldError.Required(reporterField));
        }

        ObjectMeta.AddAll(errors, reporterField, reporter, Names.Qualified(reporter));
        foreach (var field in (string[])["reportingInstance", "action", "reason"])
        {
            if (Text(ev, field).Length == 0)
            {
                errors.Add(FieldError.Required(field));
            }

            Limit(ev, field, 128, errors);
        }

        Limit(ev, "message", 1024, errors);
    }

    /// <summary>What only events.k8s.io/v1 demands of a new Event.</summary>
    public static void ValidateNew(JsonObject ev, List<FieldError> errors)
    {
        if (ev["eventTime"] is null)
        {
            errors.Add(FieldError.Required("eventTime"));
        }

        if (Child(ev, "series") is { } series && Number(series, "count") < 2)
        {
            errors.Add(FieldError.Invalid("series.count", "", "should be at least 2"));
        }

        if (Text(ev, "type") is not ("Normal" or "Warning"))
        {
            errors.Add(FieldError.Invalid("type", "", $"has invalid value: {Text(ev, "type")}"));
        }

        Unset(ev["firstTimestamp"] is null, "firstTimestamp", errors);
        Unset(ev["lastTimestamp"] is null, "lastTimestamp", errors);
        Unset(Number(ev, "count") == 0, "count", errors);
        Unset(Child(ev, "source") is not { Count: > 0 }, "source", errors);
    }

    /// <summary>events.k8s.io/v1 lets nothing but the series change.</summary>
    public static void ValidateNewUpdate(JsonObject ev, JsonObject old, List<FieldError> errors)
    {
        // The real server checks reason twice.
        foreach (var (field, shown) in ((string, string)[])
        [
            ("involvedObject", "involvedObject"), ("reason", "reason"), ("message", "message"), ("source", "source"),
            ("firstTimestamp", "firstTimestamp"), ("lastTimestamp", "lastTimestamp"), ("count", "count"),
            ("reason", "reason"), ("type", "type"), ("eventTime", "eventTime"), ("action", "action"),
            ("related", "related"), ("reportingComponent", "reportingController"),
            ("reportingInstance", "reportingInstance"),
        ])
        {
            if (!JsonNode.DeepEquals(ev[field], old[field]))
            {
                errors.Add(FieldError.Invalid(shown, ev[field] ?? JsonValue.Create(""), "field is immutable"));
            }
        }
    }

    private static void Limit(JsonObject ev, string field, int bytes, List<FieldError> errors)
    {
        if (Encoding.UTF8.GetByteCount(Text(ev, field)) > bytes)
        {
            errors.Add(FieldError.Invalid(field, "", $"can have at most {bytes} characters"));
        }
    }

    private static void Unset(bool unset, string field, List<FieldError> errors)
    {
        if (!unset)
        {
            errors.Add(FieldError.Invalid(field, "", "needs to be unset"));
        }
    }

    private static void Copy(JsonObject from, JsonObject to, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            CopyOne(from, field, to, field);
        }
    }

    private static void CopyOne(JsonObject from, string field, JsonObject to, string into)
    {
        if (from.TryGetPropertyValue(field, out var value))
        {
            to[into] = value?.DeepClone();
        }
    }
}
