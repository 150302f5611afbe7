namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// Forgets old versions as the API server's compactor does: every period, what was already old at the period before.
/// Armed by need only, so that an idle world has no timer.
/// </summary>
internal sealed class Compaction(KubeCore core) : IDisposable
{
    private readonly Lock gate = new();
    private ITimer? timer;
    private long seen;

    public void Start()
    {
        if (core.Options.HistoryKept is { } period)
        {
            seen = core.Store.Revision;
            timer = core.Clock.CreateTimer(_ => Tick(), null, period, period);
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Tick()
    {
        lock (gate)
        {
            core.Store.Compact(Math.Min(seen, core.Options.HistoryNeeded?.Invoke() ?? long.MaxValue));
            seen = core.Store.Revision;
        }
    }
}
