using System.Runtime.CompilerServices;

namespace Eso.Emulator.Clock;

/// <summary>
/// Waits for the moment at which nobody runs a world's code: awaiting it ends when the marker that was put at the end of
/// the pool's global queue at such a moment has come to the front (<see cref="Stillness"/>), or when the timer says so.
/// One awaits it at a time. Nothing is spent on waiting: no thread looks while work is under way.
/// </summary>
internal sealed class FlowWatch : IThreadPoolWorkItem, ICriticalNotifyCompletion, IDisposable
{
    private const int Resting = 0;
    private const int Waiting = 1;
    private const int Queued = 2;

    /// <summary>What no thread tells of (a lease returned outside the flow, a deadline) is looked for in this step.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(4);

    private static int open;

    private readonly Activity activity;
    private readonly Flow? asker;
    private readonly CancellationToken cancel;
    private readonly ITimer timer;
    private (long, long) seen = (-1, -1);
    private Action? continuation;
    private int state;

    /// <param name="activity">The world that is watched.</param>
    /// <param name="asker">The flow of whoever waits; what it has begun may be what the world waits for.</param>
    /// <param name="machine">Real time.</param>
    /// <param name="cancel">Ends every wait.</param>
    public FlowWatch(Activity activity, Flow? asker, TimeProvider machine, CancellationToken cancel)
    {
        this.activity = activity;
        this.asker = asker;
        this.cancel = cancel;
        activity.Flow.Add(this);
        asker?.Add(this);
        Interlocked.Increment(ref open);
        timer = machine.CreateTimer(static watch => ((FlowWatch)watch!).Put(), this, Step, Step);
    }

    /// <summary>How many worlds are waited for at this moment.</summary>
    public static int Open => Volatile.Read(ref open);

    /// <summary>How often anything had happened in the world when the marker was put.</summary>
    public (long Changes, long Entries) Stamp { get; private set; }

    /// <summary>The same now.</summary>
    public (long Changes, long Entries) Now => (activity.Changes, activity.Flow.Entries);

    public bool IsCompleted => false;

    public FlowWatch GetAwaiter() => this;

    public void GetResult() => cancel.ThrowIfCancellationRequested();

    /// <summary>What is known at this stamp is not worth another look: only something new is, or the timer.</summary>
    public void Known((long Changes, long Entries) stamp) => seen = stamp;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        this.continuation = continuation;
        Volatile.Write(ref state, Waiting);
        Interlocked.MemoryBarrier();
        if (activity.Flow.RunningElsewhere == 0 && Now != seen)
        {
            Put();
        }
    }

    /// <summary>A thread has left the world's code; perhaps it was the last.</summary>
    public void Left()
    {
        if (Volatile.Read(ref state) == Waiting && activity.Flow.RunningElsewhere == 0)
        {
            Put();
        }
    }

    /// <summary>The marker has come to the front of the queue.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var next = continuation!;
        continuation = null;
        Volatile.Write(ref state, Resting);
        next();
    }

    public void Dispose()
    {
        Interlocked.Decrement(ref open);
        timer.Dispose();
        activity.Flow.Remove(this);
        asker?.Remove(this);
    }

    private void Put()
    {
        if (Interlocked.CompareExchange(ref state, Queued, Waiting) == Waiting)
        {
            Stamp = Now;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
