using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Columns that many kinds share, and the printing of ages.</summary>
internal static class StandardColumns
{
    public static readonly Column Name = new("Name", "string", "name", NameText);

    public static readonly Column Age = new("Age", "string", "", "Time since the object was created.");

    /// <summary>Describes the Age column of custom kinds without columns of their own, as observed on the wire.</summary>
    public const string CreationTimestampText =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It " +
        "is not guaranteed to be set in happens-before order across separate operations. Clients may " +
        "not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the " +
        "system. Read-only. Null for lists. More info: " +
        "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    // As observed on the wire: clients show it, and a recorded case compares it.
    private const string NameText =
        "Name must be unique within a namespace. Is required when creating resources, although some " +
        "resources may allow a client to request the generation of an appropriate name automatically. " +
        "Name is primarily intended for creation idempotence and configuration definition. Cannot be " +
        "updated. More info: " +
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    public static readonly IReadOnlyList<Column> NameAndAge = [Name, Age];

    /// <summary>Kinds without a printer of their own show when they were made.</summary>
    public static readonly IReadOnlyList<Column> NameAndCreatedAt =
        [Name, new("Created At", "date", "", CreationTimestampText)];

    public static JsonArray NameAndCreatedAtCells(JsonObject obj) =>
        [NameOf(obj), obj["metadata"]?["creationTimestamp"]?.DeepClone()];

    /// <summary>A time as metav1.Time prints it: UTC, whole seconds.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        GoTime.FormatSeconds(time.UtcDateTime);

    public static JsonArray NameAndAgeCells(JsonObject obj, DateTimeOffset now) => [NameOf(obj), AgeOf(obj, now)];

    public static string NameOf(JsonObject obj) => obj["metadata"]?["name"]?.GetValue<string>() ?? "";

    /// <summary>
    /// The time since creation as tables print it, e.g. <c>5s</c>, <c>3m2s</c>; <c>&lt;unknown&gt;</c> without a
    /// timestamp.
    /// </summary>
    public static string AgeOf(JsonObject obj, DateTimeOffset now) =>
        Since(obj["metadata"]?["creationTimestamp"]?.GetValue<string>(), now);

    public static string Since(string? timestamp, DateTimeOffset now) =>
        DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? HumanDuration(now - then)
            : "<unknown>";

    /// <summary>apimachinery's duration.HumanDuration: two units at most, coarser as it grows.</summary>
    public static string HumanDuration(TimeSpan d)
    {
        var seconds = (long)d.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        if (seconds < 0)
        {
            return "0s";
        }

        if (seconds < 120)
        {
            return $"{seconds}s";
        }

        var minutes = seconds / 60;
        if (minutes < 10)
        {
            return seconds % 60 == 0 ? $"{minutes}m" : $"{minutes}m{seconds % 60}s";
        }

        if (minutes < 180)
        {
            return $"{minutes}m";
        }

        var hours = seconds / 3600;
        if (hours < 8)
        {
            return minutes % 60 == 0 ? $"{hours}h" : $"{hours}h{minutes % 60}m";
        }

        if (hours < 48)
        {
            return $"{hours}h";
        }

        if (hours < 192)
        {
            return hours % 24 == 0 ? $"{hours / 24}d" : $"{hours / 24}d{hours % 24}h";
        }

        if (hours < 24 * 365 * 2)
        {
            return $"{hours / 24}d";
        }

        var years = hours / 24 / 365;
        var days = hours / 24 % 365;
        return years < 8 && days > 0 ? $"{years}y{days}d" : $"{years}y";
    }
}
