using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>Conditions of a status: one of each type, with the time of its last change.</summary>
internal static class StatusConditions
{
    public static JsonObject? Find(JsonObject? status, string type) => Items(status, "conditions")
        .Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == type);

    public static bool Holds(JsonObject? status, string type) => Text(Find(status, type), "status") == "True";

    public static void Remove(JsonObject status, string type)
    {
        if (Find(status, type) is { } found)
        {
            var list = (JsonArray)status["conditions"]!;
            list.Remove(found);
            if (list.Count == 0)
            {
                status.Remove("conditions");
            }
        }
    }

    /// <summary>Sets a condition in its place; lastTransitionTime stays while the value does.</summary>
    /// <param name="status">The status to change.</param>
    /// <param name="type">Which condition.</param>
    /// <param name="value">True, False or Unknown.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">For people.</param>
    /// <param name="now">As printed.</param>
    /// <param name="stampField">The field with the time of the last update, where the kind has one.</param>
    public static void Set(
        JsonObject status, string type, string value, string reason, string message, string now, string? stampField = null)
    {
        var old = Find(status, type);
        if (old is not null && Text(old, "status") == value && Text(old, "reason") == reason
            && Text(old, "message") == message)
        {
            return;
        }

        var made = new JsonObject { ["type"] = type, ["status"] = value };
        if (stampField is not null)
        {
            made[stampField] = now;
        }

        made["lastTransitionTime"] = old is not null && Text(old, "status") == value
            ? Text(old, "lastTransitionTime")
            : now;
        made["reason"] = reason;
        made["message"] = message;
        if (status["conditions"] is not JsonArray list)
        {
            status["conditions"] = list = [];
        }

        if (old is null)
        {
            list.Add(made);
        }
        else
        {
            list[list.IndexOf(old)] = made;
        }
    }
}
