namespace Eso.Kubernetes.Client;

/// <summary>A client's limit on itself, as client-go's qps and burst: whoever comes too early is told how long to wait.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly long began = clock.GetTimestamp();
    private double tokens = burst;
    private TimeSpan filledAt;

    /// <summary>Takes a token, perhaps one that is yet to come; the wait until it is there.</summary>
    public TimeSpan Take()
    {
        lock (gate)
        {
            var now = clock.GetElapsedTime(began);
            tokens = Math.Min(burst, tokens + ((now - filledAt).TotalSeconds * perSecond));
            filledAt = now;
            tokens--;
            return tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / perSecond);
        }
    }
}
