using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Eso.Emulator.Clock;

/// <summary>
/// Waits for the moment at which a world stands still: awaiting it ends when <see cref="Lookout"/> has proven that, or
/// after a while without. Where too many worlds are waited for, it ends when a marker that was put at the end of the pool's
/// global queue after the world's last thread had left has come to the front. One awaits it at a time. Nothing is spent on
/// waiting: no thread looks while work is under way.
/// </summary>
internal sealed class FlowWatch : IThreadPoolWorkItem, ICriticalNotifyCompletion, IDisposable
{
    private const int Resting = 0;
    private const int Waiting = 1;
    private const int Queued = 2;

    private readonly Activity activity;
    private readonly Flow? asker;
    private readonly CancellationToken cancel;
    private (long, long) known = (-1, -1);
    private (long, long) seeming = (-1, -1);
    private ((long, long) Own, long Around) doubtful = ((-1, -1), -1);
    private long doubtfulSince;
    private long untouchedSince;
    private long awaitedSince;
    private Action? continuation;
    private int state;

    /// <param name="activity">The world that is watched.</param>
    /// <param name="asker">The flow of whoever waits; what it has begun may be what the world waits for.</param>
    /// <param name="cancel">Ends every wait.</param>
    public FlowWatch(Activity activity, Flow? asker, CancellationToken cancel)
    {
        this.activity = activity;
        this.asker = asker;
        this.cancel = cancel;
        if (asker is not null)
        {
            activity.Flow.Meet(asker);
        }

        activity.Flow.Add(this);
        asker?.Add(this);
        Lookout.Add(this);
    }

    /// <summary>The world cannot be looked into now (<see cref="Lookout.IsCrowded"/>): the marker is all there is.</summary>
    public bool IsCrowd => Lookout.IsCrowded || activity.Flow.IsCrowded;

    /// <summary>Whether the world stood still at <see cref="Stamp"/>, by proof.</summary>
    public bool IsProven { get; private set; }

    /// <summary>How often anything had happened in the world when it was looked at or the marker was put.</summary>
    public (long Changes, long Entries) Stamp { get; private set; }

    public bool IsCompleted => false;

    private (long Changes, long Entries) Now => (activity.Changes, activity.Flow.Entries);

    public FlowWatch GetAwaiter() => this;

    public void GetResult() => cancel.ThrowIfCancellationRequested();

    /// <summary>Nothing has run since <paramref name="stamp"/>, and nothing does.</summary>
    public bool IsUntouched((long Changes, long Entries) stamp) =>
        Now == stamp && (IsCrowd ? activity.Flow.RunningElsewhere == 0 : activity.Flow.IsIdle);

    /// <summary>What is known at this stamp is not worth another look: only something new is, or the next step of time.</summary>
    public void Known((long Changes, long Entries) stamp) => known = stamp;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        this.continuation = continuation;
        awaitedSince = Stopwatch.GetTimestamp();
        Volatile.Write(ref state, Waiting);
        Interlocked.MemoryBarrier();
        Left();
    }

    /// <summary>A thread has left the world's code; perhaps it was the last.</summary>
    public void Left()
    {
        if (Volatile.Read(ref state) != Waiting || activity.Flow.RunningElsewhere != 0 || Now == known)
        {
            return;
        }

        if (IsCrowd)
        {
            End(Now, proven: false);
        }
        else
        {
            Lookout.Ring();
        }
    }

    /// <summary>Asked by the lookout before a proof: whether this world seems to stand still since its last change.</summary>
    public bool SeemsStill(TimeSpan step)
    {
        seeming = (-1, -1);
        if (Volatile.Read(ref state) != Waiting || IsCrowd)
        {
            return false;
        }

        var now = Now;
        if ((now == known && Stopwatch.GetElapsedTime(awaitedSince) < step) || !IsUntouched(now))
        {
            return false;
        }

        seeming = now;
        Doubt();
        return true;
    }

    /// <summary>How long it has been in doubt whether the world stands still; zero where it does not even seem to.</summary>
    public TimeSpan Doubtful => seeming == (-1, -1) ? TimeSpan.Zero : Stopwatch.GetElapsedTime(doubtfulSince);

    /// <summary>Told by the lookout after it: ends the wait when the proof is of this world. True: the lookout is to try again.</summary>
    public bool Tell(bool proven, TimeSpan step)
    {
        if (Volatile.Read(ref state) != Waiting)
        {
            return false;
        }

        var doubt = false;
        if (seeming != (-1, -1) && IsUntouched(seeming))
        {
            if (proven || (Strangers.HoldNothingSince(doubtfulSince, untouchedSince) && IsUntouched(seeming)))
            {
                End(seeming, proven: true);
                return false;
            }

            doubt = true;
        }

        if (Stopwatch.GetElapsedTime(awaitedSince) > step * (doubt ? 16 : 1))
        {
            // The waiter looks after its deadline, and what a lease or a probe tells.
            End(Now, proven: false);
        }

        return doubt;
    }

    /// <summary>The waiter goes on: at once, or when all that had been queued before has been taken.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var next = continuation!;
        continuation = null;
        Volatile.Write(ref state, Resting);
        next();
    }

    public void Dispose()
    {
        Lookout.Remove(this);
        activity.Flow.Remove(this);
        asker?.Remove(this);
    }

    /// <summary>A doubt begins anew with each change, and with whatever those did who may give this world work.</summary>
    private void Doubt()
    {
        var now = (seeming, activity.Flow.EntriesAround);
        if (now == doubtful)
        {
            return;
        }

        doubtfulSince = Stopwatch.GetTimestamp();
        untouchedSince = doubtful.Own == seeming ? untouchedSince : doubtfulSince;
        doubtful = now;
    }

    private void End((long, long) stamp, bool proven)
    {
        if (Interlocked.CompareExchange(ref state, Queued, Waiting) == Waiting)
        {
            Stamp = stamp;
            IsProven = proven;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
