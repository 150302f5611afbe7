using Eso.Kubernetes.Work;

namespace Eso.Kubernetes.Informers;

/// <summary>Cancels a wait for bytes that lasts too long, and marks its loop busy the moment it does.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;
    private readonly TimeSpan limit;

    public SilenceTimer(TimeProvider clock, TimeSpan limit, WorkLease lease, CancellationToken cancel)
    {
        this.limit = limit;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer = clock.CreateTimer(
            _ =>
            {
                lease.Resume();
                IsOver = true;
                try
                {
                    source.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // The watch ended in the same moment.
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => source.Token;

    public bool IsOver { get; private set; }

    public void Arm() => timer.Change(limit, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        timer.Dispose();
        source.Dispose();
    }
}
