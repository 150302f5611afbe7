namespace Eso.Kubernetes.Queues;

/// <summary>Backoff and fairness of a <see cref="WorkQueue{TKey}"/>.</summary>
public sealed record WorkQueueOptions<TKey>
{
    /// <summary>Wait after the first failure. ESO: 1 s.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait. ESO: 7 min.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMinutes(7);

    /// <summary>Names the group of a key (its store); null means no groups. Called under the queue's lock: quick and pure.</summary>
    public Func<TKey, string>? GroupOf { get; init; }

    /// <summary>How many keys of one group may be worked on at a time.</summary>
    public int GroupBusyMax { get; init; } = int.MaxValue;

    /// <summary>How many of them refreshes leave to new work.</summary>
    public int GroupNewReserve { get; init; }

    /// <summary>Told of every step of a key; null means nobody is.</summary>
    public IWorkQueueObserver? Observer { get; init; }
}
