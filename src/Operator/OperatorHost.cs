using Eso.Operator.Hosting;
using Eso.Operator.Telemetry;

namespace Eso.Operator;

/// <summary>
/// The operator as one object: made, started, asked whether it is quiet, stopped. The command line and the embedding
/// world use it alike.
/// </summary>
public sealed class OperatorHost : IAsyncDisposable
{
    private readonly OperatorRuntime runtime;

    private OperatorHost(OperatorRuntime runtime) => this.runtime = runtime;

    /// <summary>Ends when the operator has lost its lease and must not go on; otherwise when it is stopped.</summary>
    public Task Completion => runtime.Completion;

    internal IHealth Health => runtime.Health;

    /// <summary>No queued key, no running reconcile, no half-read watch event.</summary>
    public bool IsIdle => Busy().Count == 0;

    /// <summary>
    /// Bytes of each running watch's body that have been read and fully handled, by the response's Audit-Id. A world
    /// is quiet when these equal what its server has written and <see cref="IsIdle"/> holds.
    /// </summary>
    public IReadOnlyDictionary<string, long> WatchBytesHandled => runtime.Context.Client.Watches.Bytes;

    /// <summary>Makes an operator; nothing runs and nothing is sent before <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message lists every problem.</exception>
    public static OperatorHost Create(OperatorOptions options, OperatorServices services) => Create(options, services, null);

    /// <summary>As a part of a process that has a meter already.</summary>
    internal static OperatorHost Create(OperatorOptions options, OperatorServices services, OperatorMetrics? metrics)
    {
        var problems = options.Problems();
        return problems.Count == 0
            ? new OperatorHost(OperatorRuntime.Make(options, services, metrics))
            : throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Starts informers and controllers; returns once every informer has its first list.</summary>
    public Task StartAsync(CancellationToken cancel) => runtime.StartAsync(cancel);

    /// <summary>Stops gracefully: running reconciles end or are cancelled within two seconds.</summary>
    public Task StopAsync(CancellationToken cancel) => runtime.StopAsync().WaitAsync(cancel);

    /// <summary>
    /// What is under way, a line each; empty when idle. Lines that begin with "~" are reconciles, which may be asleep on
    /// the clock; work that waits for the clock otherwise is not listed.
    /// </summary>
    public IReadOnlyList<string> Busy() => runtime.Busy();

    /// <summary>What /metrics would show now.</summary>
    public string Metrics() => runtime.Metering is { } metering ? PrometheusText.Render(metering) : "";

    public async ValueTask DisposeAsync() => await runtime.StopAsync();
}
