using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Whether and when values are fetched again (eso.md §2.3, §2.7). Pure.</summary>
internal static class RefreshRules
{
    /// <param name="es">The ExternalSecret.</param>
    /// <param name="lastRefresh">Its last refresh; later than its status says when that was not worth a write.</param>
    /// <param name="now">Now.</param>
    /// <param name="dueEarlier">By how much this object's refreshes are brought forward.</param>
    public static bool ShouldRefresh(ExternalSecret es, DateTimeOffset? lastRefresh, DateTimeOffset now, TimeSpan dueEarlier)
    {
        var synced = es.SyncedResourceVersion;
        switch (es.RefreshPolicy)
        {
            case "CreatedOnce":
                return synced.Length == 0 || lastRefresh is null;
            case "OnChange":
                return synced.Length == 0 || lastRefresh is null || synced != es.CurrentVersion;
        }

        if (es.RefreshInterval <= TimeSpan.Zero && synced.Length > 0)
        {
            return false;
        }

        if (synced != es.CurrentVersion || lastRefresh is null || lastRefresh > now)
        {
            return true;
        }

        return IsDue(es, lastRefresh.Value, now, dueEarlier);
    }

    /// <summary>Whether time alone makes a refresh of it due.</summary>
    public static bool IsDue(ExternalSecret es, DateTimeOffset lastRefresh, DateTimeOffset now, TimeSpan dueEarlier) =>
        es.RefreshPolicy is not ("CreatedOnce" or "OnChange")
        && es.RefreshInterval > TimeSpan.Zero
        && (lastRefresh > now
            || (lastRefresh + es.RefreshInterval - dueEarlier <= now && SyncWindows.Allow(es.Spec, now)));

    /// <summary>The same, whatever its windows say.</summary>
    public static bool IsOverdue(ExternalSecret es, DateTimeOffset lastRefresh, DateTimeOffset now) =>
        es.RefreshInterval > TimeSpan.Zero && lastRefresh + es.RefreshInterval <= now;
}
