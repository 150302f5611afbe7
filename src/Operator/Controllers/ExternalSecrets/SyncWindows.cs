using System.Text.Json.Nodes;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Schedules;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary><c>spec.syncWindows</c>: when periodic refreshes may happen (eso.md §2.3).</summary>
internal static class SyncWindows
{
    public static bool Allow(JsonObject spec, DateTimeOffset now)
    {
        if (spec["syncWindows"] is not JsonObject rules)
        {
            return true;
        }

        var windows = new List<(string, GoDuration)>();
        foreach (var window in (rules["windows"] as JsonArray ?? []).OfType<JsonObject>())
        {
            // A window of unreadable length never opens, as one with an unreadable schedule.
            windows.Add(GoDuration.TryParse(SpecReading.Text(window, "duration"), out var duration)
                ? (SpecReading.Text(window, "schedule"), duration)
                : ("", default));
        }

        return SyncWindowRules.Allows(SpecReading.Text(rules, "kind"), windows, now);
    }
}
