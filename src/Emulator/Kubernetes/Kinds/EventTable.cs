using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The table of Events, of either group; objects in core form.</summary>
internal static class EventTable
{
    public static readonly IReadOnlyList<Column> Columns =
    [
        new("Last Seen", "string", "", "Time of the most recent occurrence"),
        new("Type", "string", "", "Type of this event (Normal, Warning)"),
        new("Reason", "string", "", "Short, machine readable reason of the event"),
        new("Object", "string", "", "The object this event is about"),
        new("Subobject", "string", "", "Part of the object this event is about", 1),
        new("Source", "string", "", "The component reporting this event", 1),
        new("Message", "string", "", "A human-readable description"),
        new("First Seen", "string", "", "Time when the event was first recorded", 1),
        new("Count", "string", "", "Number of occurrences", 1),
        new("Name", "string", "name", "Name must be unique within a namespace.", 1),
    ];

    public static JsonArray Cells(JsonObject ev, DateTimeOffset now)
    {
        var first = Time(ev, "firstTimestamp");
        var last = Time(ev, "lastTimestamp");
        if (first.Length == 0)
        {
            first = Time(ev, "eventTime");
        }

        var series = Child(ev, "series");
        if (series is not null)
        {
            last = Time(series, "lastObservedTime");
        }
        else if (last.Length == 0)
        {
            last = first;
        }

        var count = series is not null ? Number(series, "count") : Number(ev, "count");
        var about = Child(ev, "involvedObject");
        var kind = Text(about, "kind").ToLowerInvariant();
        var subject = Text(about, "name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
        return
        [
            Since(last, now), Text(ev, "type"), Text(ev, "reason"), subject, Text(about, "fieldPath"), Source(ev),
            Text(ev, "message").Trim(), Since(first, now), count == 0 ? 1 : count, Name(ev),
        ];
    }

    private static string Source(JsonObject ev)
    {
        var source = Child(ev, "source");
        var component = Text(source, "component");
        var host = Text(source, "host");
        if (component.Length == 0 && host.Length == 0)
        {
            component = Text(ev, "reportingComponent");
            host = Text(ev, "reportingInstance");
        }

        return string.Join(", ", ((string[])[component, host]).Where(s => s.Length > 0));
    }

    private static string Time(JsonObject obj, string field) => Text(obj, field);

    private static string Since(string time, DateTimeOffset now) =>
        time.Length == 0 ? "<unknown>" : StandardColumns.Since(time, now);
}
