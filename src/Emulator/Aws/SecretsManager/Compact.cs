using System.Collections.Concurrent;
using System.Text;

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

/// <summary>
/// An ARN without the parts that it shares with the secret's name and with its neighbours' ARNs: those begin alike, and
/// end with a hyphen and six letters or digits.
/// </summary>
internal readonly struct CompactArn
{
    private const int TailLength = 7;
    private const int HeadsMax = 10_000;
    private static readonly ConcurrentDictionary<string, string> Heads = new(StringComparer.Ordinal);
    private readonly string head;

    // A byte each; 0 when the head is all there is.
    private readonly ulong tail;

    private CompactArn(string head, ulong tail)
    {
        this.head = head;
        this.tail = tail;
    }

    public static CompactArn Of(string arn, string name)
    {
        if (arn.Length < name.Length + TailLength || !arn.AsSpan(0, arn.Length - TailLength).EndsWith(name)
            || !Ascii.IsValid(arn.AsSpan(arn.Length - TailLength)))
        {
            return new CompactArn(arn, 0);
        }

        var begin = arn.AsSpan(0, arn.Length - name.Length - TailLength);
        var known = Heads.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(begin, out var head))
        {
            head = begin.ToString();
            head = Heads.Count < HeadsMax ? Heads.GetOrAdd(head, head) : head;
        }

        var tail = 0ul;
        foreach (var c in arn.AsSpan(arn.Length - TailLength))
        {
            tail = (tail << 8) | c;
        }

        return new CompactArn(head, tail);
    }

    public string Text(string name) => tail == 0 ? head : string.Create(
        head.Length + name.Length + TailLength,
        (head, name, tail),
        static (span, of) =>
        {
            of.head.CopyTo(span);
            of.name.CopyTo(span[of.head.Length..]);
            for (var i = 1; i <= TailLength; i++)
            {
                span[^i] = (char)((of.tail >> (8 * (i - 1))) & 0xff);
            }
        });
}

/// <summary>A version's id: nearly always a UUID, which needs no object as sixteen bytes.</summary>
internal readonly struct CompactId
{
    private const int UuidLength = 36;
    private readonly Guid uuid;
    private readonly string? other;

    private CompactId(Guid uuid, string? other)
    {
        this.uuid = uuid;
        this.other = other;
    }

    public static CompactId Of(string id)
    {
        Span<char> again = stackalloc char[UuidLength];
        return Guid.TryParseExact(id, "D", out var uuid) && uuid.TryFormat(again, out _) && again.SequenceEqual(id)
            ? new CompactId(uuid, null)
            : new CompactId(default, id);
    }

    public string Text => other ?? uuid.ToString();

    public bool Is(string id)
    {
        Span<char> text = stackalloc char[UuidLength];
        return other is not null
            ? other.Equals(id, StringComparison.Ordinal)
            : id.Length == UuidLength && uuid.TryFormat(text, out _) && text.SequenceEqual(id);
    }
}
