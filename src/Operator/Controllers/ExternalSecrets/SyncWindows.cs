using System.Text.Json.Nodes;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary><c>spec.syncWindows</c>: when periodic refreshes may happen (eso.md §2.3).</summary>
internal static class SyncWindows
{
    public static bool Allow(JsonObject spec, DateTimeOffset now) => spec["syncWindows"] is not JsonObject;
}
