namespace Eso.Emulator.Kubernetes.Store;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>
/// One entry of a table's log. Watchers are cursors on this chain, controllers on the chain of <see cref="StoreLink"/>s
/// over all tables; nobody keeps a queue.
/// </summary>
internal sealed class StoreEvent
{
    /// <summary>Put in place of <see cref="Next"/> when the log forgot an entry under a slow reader.</summary>
    public static readonly StoreEvent Evicted = new() { Revision = -1, State = ObjectTree.Empty };

    private volatile StoreEvent? next;

    public required long Revision { get; init; }

    public StoreEventType Type { get; init; }

    /// <summary>The new object; of a deletion, the last content at the deletion's revision. Null in a base entry.</summary>
    public StoredObject? Object { get; init; }

    /// <summary>What was there before; null for a creation.</summary>
    public StoredObject? Previous { get; init; }

    /// <summary>The whole table after this event: what a list at this revision shows.</summary>
    public required ObjectTree State { get; init; }

    public ObjectTable? Table { get; init; }

    /// <summary>The object has owners, or had.</summary>
    public bool HasOwners => Object is { Head.OwnerUids.Count: > 0 } || Previous is { Head.OwnerUids.Count: > 0 };

    public StoreEvent? Next
    {
        get => next;
        set => next = value;
    }
}

/// <summary>A link of the log of everything; apart from the entries, so that a slow watcher keeps none of it alive.</summary>
internal sealed class StoreLink(StoreEvent? entry)
{
    private volatile StoreLink? next;

    /// <summary>Null only in the first link.</summary>
    public StoreEvent? Event { get; } = entry;

    public StoreLink? Next
    {
        get => next;
        set => next = value;
    }
}
