using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Kubernetes.Client;

/// <summary>Limits and identity of a <see cref="KubeClient"/>.</summary>
public sealed record KubeClientSettings
{
    /// <summary>Also the default field manager, up to the slash.</summary>
    public string UserAgent { get; init; } = "external-secrets/2.9.0";

    /// <summary>How long a request (not a watch) may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is sent again when the server asks to wait (429).</summary>
    public int RetriesMax { get; init; } = 5;

    /// <summary>Largest answer that is read; a page of lists is far below it.</summary>
    public int ResponseBytesMax { get; init; } = 256 * 1024 * 1024;

    /// <summary>Told of every answer: method, status (0 when none came) and how long it took to begin. Quick, thread-safe.</summary>
    public Action<string, int, TimeSpan>? Answered { get; init; }

    /// <summary>Requests a second that this client allows itself over time; zero means no limit of its own.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Requests that may go out at once after a quiet time, when <see cref="RequestsPerSecond"/> is set.</summary>
    public int RequestBurst { get; init; } = 1;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
