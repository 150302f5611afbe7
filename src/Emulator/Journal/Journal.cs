namespace Eso.Emulator.Journal;

/// <summary>
/// One request and its answer as either server saw it. Never holds a body, a header or a secret value:
/// names, verbs, statuses and sizes only.
/// </summary>
/// <param name="Target"><c>aws</c> or <c>kube</c>.</param>
/// <param name="Time">When the request arrived, on the world's clock.</param>
/// <param name="Caller">AWS: the principal's ARN; Kubernetes: the user name.</param>
/// <param name="Operation">AWS: <c>secretsmanager.GetSecretValue</c>; Kubernetes: <c>GET /api/v1/…</c>.</param>
/// <param name="Resource">What it was about: a secret's id or a parameter's name; empty for Kubernetes (the path says it).</param>
/// <param name="Status">HTTP status of the answer; 0 when the connection was cut before one.</param>
/// <param name="Error">The error's code or reason, null on success.</param>
/// <param name="Elapsed">Real time spent, for people; not part of a replay.</param>
internal sealed record JournalEntry(
    string Target,
    DateTimeOffset Time,
    string Caller,
    string Operation,
    string Resource,
    int Status,
    string? Error,
    TimeSpan Elapsed)
{
    /// <summary>Position in the journal, from 1, given by <see cref="Journal.Record"/>.</summary>
    public long Sequence { get; set; }

    /// <summary>The AWS region, or empty.</summary>
    public string Region { get; init; } = "";

    /// <summary>The user agent up to its first blank, or empty.</summary>
    public string UserAgent { get; init; } = "";
}

/// <summary>The last requests of both servers, bounded; older entries fall out and <see cref="Dropped"/> counts them.</summary>
internal sealed class Journal(int capacity = 100_000)
{
    private readonly Lock gate = new();
    private readonly Queue<JournalEntry> entries = new();
    private long sequence;

    /// <summary>Sequence number of the newest entry; 0 when none.</summary>
    public long Last
    {
        get
        {
            lock (gate)
            {
                return sequence;
            }
        }
    }

    /// <summary>Entries that no longer fit.</summary>
    public long Dropped { get; private set; }

    /// <summary>Raised after an entry was recorded, on the recording thread: handlers must be short.</summary>
    public event Action<JournalEntry>? Recorded;

    /// <summary>Keeps and numbers an entry, which is the journal's from then on.</summary>
    public JournalEntry Record(JournalEntry entry)
    {
        lock (gate)
        {
            entry.Sequence = ++sequence;
            entries.Enqueue(entry);
            if (entries.Count > capacity)
            {
                entries.Dequeue();
                Dropped++;
            }
        }

        Recorded?.Invoke(entry);
        return entry;
    }

    /// <summary>Entries with a sequence above <paramref name="after"/>, oldest first, of one target or (null) of both.</summary>
    public IReadOnlyList<JournalEntry> Read(string? target = null, long after = 0)
    {
        lock (gate)
        {
            return entries.Where(e => e.Sequence > after && (target is null || e.Target == target)).ToList();
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
        }
    }
}
