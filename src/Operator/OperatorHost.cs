namespace Eso.Operator;

/// <summary>
/// The operator as one object: made, started, asked whether it is quiet, stopped. The command line and the embedding
/// world use it alike.
/// </summary>
public sealed class OperatorHost : IAsyncDisposable
{
    private OperatorHost()
    {
    }

    /// <summary>Makes an operator; nothing runs and nothing is sent before <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message lists every problem.</exception>
    public static OperatorHost Create(OperatorOptions options, OperatorServices services) => new();

    /// <summary>Starts informers and controllers; returns once every informer has its first list.</summary>
    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Stops gracefully: running reconciles end or are cancelled within two seconds.</summary>
    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>No queued key, no running reconcile, no request, no half-read watch event.</summary>
    public bool IsIdle => Busy().Count == 0;

    /// <summary>What is under way, a line each; empty when idle. Work that waits for the clock is not busy.</summary>
    public IReadOnlyList<string> Busy() => [];

    /// <summary>
    /// Bytes of each running watch's body that have been read and fully handled, by the response's Audit-Id. A world
    /// is quiet when these equal what its server has written and <see cref="IsIdle"/> holds.
    /// </summary>
    public IReadOnlyDictionary<string, long> WatchBytesHandled { get; } = new Dictionary<string, long>();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
