using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Reports;

/// <summary>Reads watch events as people tell them: a Secret's keys that changed, a Pod's phase and restarts, a condition that turned.</summary>
internal sealed class WatchedObjects
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> data = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> versions = new(StringComparer.Ordinal);

    public IReadOnlyList<(Lane Lane, string Label, string Detail, bool Bad)> Read(string kind, string type, JsonObject found)
    {
        var ns = (string?)found["metadata"]?["namespace"] ?? "";
        if (ns.StartsWith("kube-", StringComparison.Ordinal))
        {
            return [];
        }

        var name = ns.Length > 0 ? $"{ns}/{(string?)found["metadata"]?["name"]}" : (string?)found["metadata"]?["name"] ?? "";
        lock (gate)
        {
            return kind switch
            {
                "Secret" => [Secret(name, type, found)],
                "Pod" => Changed($"Pod {name}", Lane.Pod, $"Pod {name}", PodState(type, found), false),
                "Event" => type == "DELETED" ? [] : [Event(found)],
                _ => Conditions(kind, name, type, found),
            };
        }
    }

    private (Lane, string, string, bool) Secret(string name, string type, JsonObject found)
    {
        if (type == "DELETED")
        {
            data.Remove(name);
            return (Lane.Secret, $"Secret {name}", "deleted", false);
        }

        var now = (found["data"] as JsonObject ?? []).ToDictionary(
            p => p.Key, p => Masking.Show(Convert.FromBase64String((string)p.Value!), reveal: false), StringComparer.Ordinal);
        var before = data.GetValueOrDefault(name);
        data[name] = now;
        if (before is null)
        {
            versions[name] = versions.GetValueOrDefault(name) + 1;
            return (Lane.Secret, $"Secret {name} v{versions[name]}", Join(now.Select(p => $"{p.Key} {p.Value}")), false);
        }

        var changes = now.Where(p => before.GetValueOrDefault(p.Key) != p.Value).Select(p => $"{p.Key} {p.Value}")
            .Concat(before.Keys.Except(now.Keys).Select(k => $"{k} removed")).ToList();
        if (changes.Count == 0)
        {
            return (Lane.Secret, $"Secret {name} v{versions[name]}", "metadata only", false);
        }

        versions[name]++;
        return (Lane.Secret, $"Secret {name} v{versions[name]}", Join(changes), false);
    }

    private IReadOnlyList<(Lane, string, string, bool)> Conditions(string kind, string name, string type, JsonObject found)
    {
        var conditions = (found["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(c => $"{(string?)c["type"]}={(string?)c["status"]} {(string?)c["reason"]}: {(string?)c["message"]}").ToList();
        var text = type == "DELETED" ? "deleted" : conditions.Count == 0 ? "no conditions yet" : Join(conditions);
        return Changed($"{kind} {name}", Lane.Watch, $"{kind} {name}", text, text.Contains("=False", StringComparison.Ordinal));
    }

    private static (Lane, string, string, bool) Event(JsonObject found)
    {
        var about = found["involvedObject"];

        // How often is a matter of timing: the page counts what it was shown.
        return (Lane.Watch, $"{(string?)found["reason"]} on {(string?)about?["kind"]} {(string?)about?["namespace"]}/{(string?)about?["name"]}",
            (string?)found["message"] ?? "", (string?)found["type"] == "Warning");
    }

    private static string PodState(string type, JsonObject found)
    {
        var restarts = (found["status"]?["containerStatuses"] as JsonArray ?? []).Sum(c => (int?)c?["restartCount"] ?? 0);
        return type == "DELETED" ? "deleted" : $"{(string?)found["status"]?["phase"] ?? "Pending"}, {restarts} restarts";
    }

    /// <summary>Told once: what has not changed is no news.</summary>
    private IReadOnlyList<(Lane, string, string, bool)> Changed(string key, Lane lane, string label, string text, bool bad)
    {
        if (last.GetValueOrDefault(key) == text)
        {
            return [];
        }

        last[key] = text;
        return [(lane, label, text, bad)];
    }

    private static string Join(IEnumerable<string> parts) => string.Join("; ", parts);
}
