namespace Eso.Kubernetes.Events;

/// <summary>What was recorded lately: for counting repetitions and for cutting floods off. Bounded; used by one loop.</summary>
internal sealed class EventMemory(TimeProvider clock)
{
    private const int EntriesMax = 4096;

    // client-go: 25 events at once about one object from one source, refilled one in 300 s.
    private const double Burst = 25;
    private const double RefillSeconds = 300;
    private readonly Dictionary<(string, string, string, string, string), Known> known = [];
    private readonly Dictionary<(string, string), (double Tokens, DateTimeOffset At)> buckets = [];
    private long number;

    public sealed record Known(string Name, long Count);

    /// <summary>Tells names of one millisecond apart.</summary>
    public long NextNumber() => ++number % 1_000_000;

    public Known? Find(Recorded r) => known.GetValueOrDefault(Key(r));

    public void Remember(Recorded r, Known entry)
    {
        if (known.Count >= EntriesMax)
        {
            known.Clear();
        }

        known[Key(r)] = entry;
    }

    public bool IsFlood(Recorded r)
    {
        var now = clock.GetUtcNow();
        var key = (r.Source, Object(r));
        if (buckets.Count >= EntriesMax)
        {
            buckets.Clear();
        }

        var (tokens, at) = buckets.TryGetValue(key, out var b) ? b : (Burst, now);
        tokens = Math.Min(Burst, tokens + ((now - at).TotalSeconds / RefillSeconds));
        var flood = tokens < 1;
        buckets[key] = (flood ? tokens : tokens - 1, now);
        return flood;
    }

    private static string Object(Recorded r) => r.Uid.Length > 0 ? r.Uid : $"{r.Kind}/{r.Namespace}/{r.Name}";

    private static (string, string, string, string, string) Key(Recorded r) =>
        (Object(r), r.Source, r.Type, r.Reason, r.Message);
}
