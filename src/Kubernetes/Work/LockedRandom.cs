namespace Eso.Kubernetes.Work;

/// <summary>A seeded source of chance that several loops may share: whoever draws from it locks the Random itself.</summary>
public sealed class LockedRandom(Random random)
{
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
