namespace Eso.Emulator.Clock;

/// <summary>
/// The world's only source of ids and chance: the same seed gives the same ids in the same order.
/// Thread-safe. Not for real keys: the emulated world's secrets are test data.
/// </summary>
internal sealed class Entropy(int seed)
{
    private readonly Lock gate = new();
    private Random random = new(seed);

    /// <summary>The seed this source began with; printed first by every run so that it can be replayed.</summary>
    public int Seed { get; } = seed;

    /// <summary>
    /// After a restart on kept state: chance goes on from where the state stands, so that the same seed does not give
    /// the ids that are there already.
    /// </summary>
    public void GoOnFrom(long position)
    {
        lock (gate)
        {
            random = new Random(unchecked((Seed * 397) ^ (int)position ^ (int)(position >> 32) ^ 0x5bd1e995));
        }
    }

    /// <summary>A random (version 4) UUID in lower case.</summary>
    public string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary><paramref name="length"/> characters drawn from <paramref name="alphabet"/>.</summary>
    public string Text(string alphabet, int length)
    {
        lock (gate)
        {
            return string.Create(length, (random, alphabet), static (span, s) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = s.alphabet[s.random.Next(s.alphabet.Length)];
                }
            });
        }
    }

    /// <summary>Fills <paramref name="bytes"/>.</summary>
    public void Fill(Span<byte> bytes)
    {
        lock (gate)
        {
            random.NextBytes(bytes);
        }
    }

    /// <summary>A number in [<paramref name="minimum"/>, <paramref name="maximumExclusive"/>).</summary>
    public int Next(int minimum, int maximumExclusive)
    {
        lock (gate)
        {
            return random.Next(minimum, maximumExclusive);
        }
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble()
    {
        lock (gate)
        {
            return random.NextDouble();
        }
    }
}
