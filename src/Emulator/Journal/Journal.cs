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
    // Blocks of values, written over in turn: entries that lived as objects would be moved from generation to generation
    // of the collector, each, only to die in the oldest.
    private const int BlockSize = 256;
    private readonly Lock gate = new();
    private readonly Kept[]?[] blocks = new Kept[]?[(capacity + BlockSize - 1) / BlockSize];
    private readonly string?[] texts = new string?[1024];
    private long sequence;
    private long first = 1;

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

    /// <summary>Keeps and numbers an entry.</summary>
    public JournalEntry Record(JournalEntry entry)
    {
        lock (gate)
        {
            entry.Sequence = ++sequence;
            At(sequence) = new Kept(entry, Known(entry.Operation), Known(entry.Resource), Known(entry.UserAgent));
            if (sequence - first >= capacity)
            {
                first++;
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
            var found = new List<JournalEntry>();
            for (var number = Math.Max(first, after + 1); number <= sequence; number++)
            {
                ref var kept = ref At(number);
                if (target is null || kept.Target == target)
                {
                    found.Add(kept.Entry(number));
                }
            }

            return found;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            first = sequence + 1;
            Array.Clear(blocks);
        }
    }

    private ref Kept At(long number)
    {
        var slot = (int)(number % capacity);
        var block = blocks[slot / BlockSize] ??= new Kept[Math.Min(BlockSize, capacity)];
        return ref block[slot % BlockSize];
    }

    // Clients ask for the same things again: one text for all of those.
    private string Known(string text)
    {
        ref var slot = ref texts[(uint)text.GetHashCode() % (uint)texts.Length];
        if (slot is null || !slot.Equals(text, StringComparison.Ordinal))
        {
            slot = text;
        }

        return slot;
    }

    /// <summary>An entry's parts; its sequence number is where it stands.</summary>
    private readonly struct Kept(JournalEntry entry, string operation, string resource, string userAgent)
    {
        private readonly DateTimeOffset time = entry.Time;
        private readonly string caller = entry.Caller;
        private readonly string operation = operation;
        private readonly string resource = resource;
        private readonly int status = entry.Status;
        private readonly string? error = entry.Error;
        private readonly TimeSpan elapsed = entry.Elapsed;
        private readonly string region = entry.Region;
        private readonly string userAgent = userAgent;

        public string Target { get; } = entry.Target;

        public JournalEntry Entry(long number) => new(Target, time, caller, operation, resource, status, error, elapsed)
        {
            Sequence = number,
            Region = region,
            UserAgent = userAgent,
        };
    }
}
