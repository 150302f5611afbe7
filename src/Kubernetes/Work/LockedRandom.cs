namespace Eso.Kubernetes.Work;

/// <summary>A seeded source of chance that several loops may share: whoever draws from it locks the Random itself.</summary>
public sealed class LockedRandom
{
    private readonly Random random;
    private readonly int seed;

    public LockedRandom(Random random)
    {
        this.random = random;
        lock (random)
        {
            seed = random.Next();
        }
    }

    /// <summary>
    /// A source for one loop alone, the same for the same name: what it draws does not depend on which of the loops that
    /// run beside each other comes first.
    /// </summary>
    public LockedRandom For(string name)
    {
        // FNV-1a: string's own hash differs from process to process.
        var hash = 2166136261u;
        foreach (var c in name)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return new LockedRandom(new Random(seed ^ (int)hash));
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }

    /// <summary><paramref name="span"/> lengthened by up to <paramref name="share"/> of itself.</summary>
    public TimeSpan Stretch(TimeSpan span, double share) => span + (span * (share * NextDouble()));

    /// <summary>Fills <paramref name="bytes"/>.</summary>
    public void Fill(Span<byte> bytes)
    {
        lock (random)
        {
            random.NextBytes(bytes);
        }
    }
}
