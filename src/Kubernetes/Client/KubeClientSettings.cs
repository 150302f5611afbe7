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

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
