using System.Collections.Concurrent;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>A time of the world's clock, or none, in eight bytes: a million secrets hold millions of them.</summary>
internal readonly record struct CompactTime(long UtcTicks)
{
    public DateTimeOffset Value => new(UtcTicks, TimeSpan.Zero);

    /// <summary>Null when there is none: nothing happens in the first instant of the year 1.</summary>
    public DateTimeOffset? Maybe => UtcTicks == 0 ? null : Value;

    public static CompactTime Of(DateTimeOffset? time) => new(time?.UtcTicks ?? 0);

    public static implicit operator CompactTime(DateTimeOffset time) => new(time.UtcTicks);
}

/// <summary>An ARN without the parts that it shares with the secret's name and with its neighbours' ARNs.</summary>
internal readonly struct CompactArn
{
    private const int TailLength = 7;
    private const int HeadsMax = 10_000;
    private static readonly ConcurrentDictionary<string, string> Heads = new(StringComparer.Ordinal);
    private readonly string head;
    private readonly string? tail;

    private CompactArn(string head, string? tail)
    {
        this.head = head;
        this.tail = tail;
    }

    public static CompactArn Of(string arn, string name)
    {
        if (arn.Length < name.Length + TailLength || !arn.AsSpan(0, arn.Length - TailLength).EndsWith(name))
        {
            return new CompactArn(arn, null);
        }

        var head = arn[..^(name.Length + TailLength)];
        if (Heads.TryGetValue(head, out var shared))
        {
            head = shared;
        }
        else if (Heads.Count < HeadsMax)
        {
            head = Heads.GetOrAdd(head, head);
        }

        return new CompactArn(head, arn[^TailLength..]);
    }

    public string Text(string name) => tail is null ? head : string.Concat(head, name, tail);
}
