namespace Eso.Aws.Credentials;

/// <summary>
/// Keeps credentials until shortly before they expire on the given clock. Concurrent askers share one fetch; a failed
/// fetch is not remembered.
/// </summary>
public sealed class CachedCredentials(
    IAwsCredentialSource source, TimeProvider clock, TimeSpan early) : IAwsCredentialSource
{
    private readonly Lock gate = new();
    private AwsCredentials? held;
    private Task<AwsCredentials>? fetch;

    /// <summary>Replaces them five minutes before they end, or when a fifth of a short session is left.</summary>
    public CachedCredentials(IAwsCredentialSource source, TimeProvider clock)
        : this(source, clock, TimeSpan.FromMinutes(5))
    {
    }

    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancel)
    {
        Task<AwsCredentials> current;
        lock (gate)
        {
            if (held is { } valid && (valid.Expiration is null || clock.GetUtcNow() < valid.Expiration - early))
            {
                return valid;
            }

            // The fetch outlives a caller who gives up: others wait for it.
            current = fetch is { IsCompleted: false } ? fetch : fetch = FetchAsync();
        }

        return await current.WaitAsync(cancel);
    }

    /// <summary>Forgets what is held, e.g. because AWS no longer accepts it.</summary>
    public void Invalidate()
    {
        lock (gate)
        {
            held = null;
        }
    }

    private async Task<AwsCredentials> FetchAsync()
    {
        // Leave the lock before the source may run synchronously.
        await Task.Yield();
        var fresh = await source.GetAsync(CancellationToken.None);
        lock (gate)
        {
            held = fresh;
        }

        return fresh;
    }
}
