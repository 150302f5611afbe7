using Eso.Kubernetes.Queues;

namespace Eso.Operator.Controllers;

/// <summary>How a reconcile ended: what the queue does with the key next.</summary>
internal readonly record struct Outcome
{
    private Outcome(bool failed, TimeSpan? after, Lane lane)
    {
        Failed = failed;
        After = after;
        Lane = lane;
    }

    /// <summary>Try again after a backoff.</summary>
    public bool Failed { get; }

    /// <summary>Look again after this long; null: only when something changes.</summary>
    public TimeSpan? After { get; }

    public Lane Lane { get; }

    public static Outcome Done { get; } = new(false, null, Lane.Refresh);

    public static Outcome Again(TimeSpan after, Lane lane = Lane.Refresh) => new(false, after, lane);

    public static Outcome AgainAtOnce { get; } = new(false, TimeSpan.Zero, Lane.New);

    /// <summary>Failed: backoff, but no later than <paramref name="atLatest"/>.</summary>
    public static Outcome Retry(TimeSpan? atLatest = null) => new(true, atLatest, Lane.Refresh);
}
