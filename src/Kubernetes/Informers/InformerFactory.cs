namespace Eso.Kubernetes.Informers;

/// <summary>Informers by resource and selection: who asks for the same gets the same.</summary>
public sealed class InformerFactory(InformerContext context) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(ResourceType, InformerOptions), Informer> informers = [];
    private readonly List<Informer> started = [];

    /// <summary>An informer that <see cref="StartAsync"/> will start, or one that runs already.</summary>
    public Informer Get(ResourceType type, InformerOptions? options = null)
    {
        lock (gate)
        {
            var key = (type, options ?? new InformerOptions());
            if (!informers.TryGetValue(key, out var informer))
            {
                informers[key] = informer = new Informer(type, key.Item2, context);
            }

            return informer;
        }
    }

    public IReadOnlyList<Informer> All()
    {
        lock (gate)
        {
            return [.. informers.Values];
        }
    }

    /// <summary>Starts those not yet started and waits for the first list of all.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        List<Informer> fresh;
        lock (gate)
        {
            fresh = [.. informers.Values.Except(started)];
            started.AddRange(fresh);
        }

        foreach (var informer in fresh)
        {
            informer.Start();
        }

        await Task.WhenAll(All().Select(i => i.Synced)).WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var informer in All())
        {
            await informer.DisposeAsync();
        }
    }
}
