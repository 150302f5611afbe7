using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Api;

/// <summary>Reads and sets conditions of a status.</summary>
internal static class Condition
{
    public const string Ready = "Ready";

    public static JsonObject? Find(JsonObject? status, string type) =>
        status.Objects("conditions").FirstOrDefault(c => c.Text("type") == type);

    public static bool IsTrue(JsonObject? status, string type) => Find(status, type).Text("status") == "True";

    /// <summary>Sets a condition; its transition time moves only when its status flips.</summary>
    public static void Set(JsonObject status, string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var value = holds ? "True" : "False";
        var old = Find(status, type);
        if (old is not null && old.Text("status") == value && old.Text("reason") == reason && old.Text("message") == message)
        {
            return;
        }

        var since = old is not null && old.Text("status") == value && old.Text("lastTransitionTime").Length > 0
            ? old.Text("lastTransitionTime")
            : Time(now);
        var next = new JsonObject
        {
            ["lastTransitionTime"] = since,
            ["message"] = message,
            ["reason"] = reason,
            ["status"] = value,
            ["type"] = type,
        };
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var at = old is null ? -1 : conditions.IndexOf(old);
        if (at >= 0)
        {
            conditions[at] = next;
        }
        else
        {
            conditions.Add((JsonNode)next);
        }
    }

    /// <summary>RFC 3339 in seconds, as metav1.Time is written.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads such a time; null when absent or none.</summary>
    public static DateTimeOffset? ParseTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
