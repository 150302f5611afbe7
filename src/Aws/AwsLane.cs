namespace Eso.Aws;

/// <summary>
/// The pace of one account's calls. Free until AWS throttles; then a rate that falls by a third with each throttling
/// and
/// grows by a constant with time (AIMD), so that many waiting callers share what AWS grants instead of storming it.
/// </summary>
public sealed class AwsLane(TimeProvider clock)
{
    private const double Decrease = 0.7;
    private const double GrowthPerSecond = 4;
    private const double FirstRate = 20;
    private const double MinRate = 0.5;

    // Beyond this the lane is free again.
    private const double MaxRate = 5_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Queue<long> recent = new();
    private double? rate;
    private long grownAt;
    private long nextTurn;
    private long lastDecrease;

    /// <summary>Calls per second allowed now; null while the lane is free.</summary>
    public double? Rate
    {
        get
        {
            lock (gate)
            {
                return rate;
            }
        }
    }

    /// <summary>Waits for the caller's turn. Turns are handed out in the order of asking.</summary>
    internal async ValueTask TurnAsync(Func<IDisposable>? waiting, CancellationToken cancel)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = clock.GetTimestamp();
            Grow(now);
            if (rate is not { } perSecond)
            {
                return;
            }

            var turn = Math.Max(now, nextTurn);
            nextTurn = turn + (long)(clock.TimestampFrequency / perSecond);
            wait = clock.GetElapsedTime(now, turn);
        }

        if (wait > TimeSpan.Zero)
        {
            using var _ = waiting?.Invoke();
            await Task.Delay(wait, clock, cancel);
        }
    }

    internal void Succeeded()
    {
        lock (gate)
        {
            Remember(clock.GetTimestamp());
        }
    }

    internal void Throttled()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();

            // Calls sent before the last decrease took effect say nothing new.
            if (rate is { } known && clock.GetElapsedTime(lastDecrease, now).TotalSeconds < 1 / known + 0.1)
            {
                return;
            }

            Forget(now);
            var reached = recent.Count > 0 ? recent.Count / Window.TotalSeconds : FirstRate;
            rate = Math.Max(MinRate, (rate is { } current ? Math.Min(current, reached) : reached) * Decrease);
            lastDecrease = grownAt = now;
            nextTurn = Math.Max(nextTurn, now);
        }
    }

    private void Grow(long now)
    {
        if (rate is not { } current)
        {
            return;
        }

        var grown = current + GrowthPerSecond * clock.GetElapsedTime(grownAt, now).TotalSeconds;
        grownAt = now;
        rate = grown > MaxRate ? null : grown;
    }

    private void Remember(long now)
    {
        Forget(now);
        recent.Enqueue(now);
    }

    private void Forget(long now)
    {
        while (recent.Count > 0 && (clock.GetElapsedTime(recent.Peek(), now) > Window || recent.Count > MaxRate))
        {
            recent.Dequeue();
        }
    }
}
