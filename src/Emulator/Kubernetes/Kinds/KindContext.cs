using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>What a kind's hooks may know: the time, chance, and other objects (read-only).</summary>
internal sealed class KindContext
{
    public required DateTimeOffset Now { get; init; }

    public required Entropy Entropy { get; init; }

    /// <summary>The API version of the request.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>
    /// Reads another object by storage key, namespace ("" for cluster scope) and name; null when absent.
    /// Do not modify it.
    /// </summary>
    public Func<string, string, string, JsonObject?> Read { get; init; } = static (_, _, _) => null;

    /// <summary>Lists other objects by storage key and namespace (null: all). Do not modify them.</summary>
    public Func<string, string?, IEnumerable<JsonObject>> List { get; init; } = static (_, _) => [];

    /// <summary>Who asks, for kinds that record it.</summary>
    public KubeUser User { get; init; } = KubeUser.Server;
}
