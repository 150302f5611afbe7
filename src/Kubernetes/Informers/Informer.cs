using System.Text.Json.Nodes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Work;

namespace Eso.Kubernetes.Informers;

/// <summary>
/// A live copy of a collection: lists, watches from there, lists anew when the server has forgotten (410), when a watch
/// stays silent past its deadline, and after failures with backoff. Handlers run one at a time and must be quick.
/// </summary>
public sealed class Informer : IAsyncDisposable
{
    private readonly InformerContext context;
    private readonly LockedRandom random;
    private readonly InformerOptions options;
    private readonly ObjectStore store = new();
    private readonly List<Action<StoreChange>> handlers = [];
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;
    private ITimer? resync;
    private long lastContact;
    private long news;

    internal Informer(ResourceType type, InformerOptions options, InformerContext context)
    {
        Type = type;
        this.options = options;
        this.context = context;
        random = context.Random.For($"{type.GroupResource} in {options.Namespace}");
    }

    public ResourceType Type { get; }

    /// <summary>Whether the first list has been handled.</summary>
    public bool HasSynced => synced.Task.IsCompletedSuccessfully;

    /// <summary>Ends when the first list has been handled.</summary>
    public Task Synced => synced.Task;

    /// <summary>When the server was last heard of (a list, an event, a bookmark).</summary>
    public DateTimeOffset LastContact => new(Interlocked.Read(ref lastContact), TimeSpan.Zero);

    public int Count => store.Count;

    /// <summary>Only before <see cref="Start"/>.</summary>
    public Informer AddHandler(Action<StoreChange> handler)
    {
        handlers.Add(handler);
        return this;
    }

    /// <summary>Only before <see cref="Start"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="valuesOf">An object's values; pure.</param>
    /// <param name="ofSpec">They depend on name and spec alone, so that they need no second look while its generation stays.</param>
    public Informer AddIndex(string name, Func<CachedObject, IEnumerable<string>> valuesOf, bool ofSpec = false)
    {
        store.AddIndex(name, valuesOf, ofSpec);
        return this;
    }

    public void Start()
    {
        var lease = context.Work.Begin($"informer of {Type.GroupResource}");
        if (options.Resync > TimeSpan.Zero)
        {
            resync = context.Clock.CreateTimer(_ => Resync(), null, options.Resync, options.Resync);
        }

        loop = Task.Run(() => RunAsync(lease, stop.Token));
    }

    public CachedObject? Get(string ns, string name) => store.Get(new ObjectKey(ns, name));

    public IReadOnlyList<CachedObject> All() => store.All();

    /// <summary>What an index knows of an object; none when there is no such object.</summary>
    public IReadOnlyList<string> IndexValues(string index, ObjectKey key) => store.IndexValues(index, key);

    public IReadOnlyList<CachedObject> ByIndex(string index, string value) => store.ByIndex(index, value);

    /// <summary>
    /// Tells the store what the server answered to a write of ours, so that the next read is not older than it. The echo
    /// on the watch then changes nothing and wakes nobody.
    /// </summary>
    /// <param name="written">The object as it is now.</param>
    /// <param name="tell">
    /// Whether the handlers hear of it: needed when others than the writer wait for it, for the echo will not tell them.
    /// </param>
    public void Observe(JsonObject written, bool tell = false)
    {
        if (CachedObject.From(written, !options.KeepManagedFields) is { } next
            && store.Put(next) is { } change && tell)
        {
            Raise(change);
        }
    }

    /// <summary>As <see cref="Observe"/>, for a delete.</summary>
    public void ObserveDeleted(string ns, string name, string uid = "") => store.Forget(new ObjectKey(ns, name), uid);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (resync is not null)
        {
            await resync.DisposeAsync();
        }

        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        synced.TrySetCanceled(CancellationToken.None);
        stop.Dispose();
    }

    private async Task RunAsync(WorkLease lease, CancellationToken cancel)
    {
        using var _ = lease;
        var failures = 0;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var version = await ListAsync(cancel);
                failures = 0;
                await WatchFromAsync(version, lease, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (KubeException e) when (e.IsExpired)
            {
                InformerLog.Expired(context.Logger, Type.GroupResource);
                await PauseAsync(lease, failures++, cancel);
            }
            catch (Exception e)
            {
                InformerLog.Failed(context.Logger, Type.GroupResource, e);
                await PauseAsync(lease, failures++, cancel);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancel)
    {
        var listed = new List<CachedObject>(Math.Max(16, store.Count));
        var query = new ListOptions
        {
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            MetadataOnly = options.MetadataOnly,
        };
        var version = await context.Client.ListPagesAsync(
            Type,
            options.Namespace,
            query,
            utf8 =>
            {
                if (CachedObject.From(utf8, !options.KeepManagedFields) is { } o)
                {
                    listed.Add(o);
                }
            },
            cancel);
        Touch();
        foreach (var change in store.ReplaceAll(listed, version))
        {
            Raise(change);
        }

        synced.TrySetResult();
        return version;
    }

    /// <summary>
    /// Watches again and again from where the last watch ended, until cancelled or in doubt
    /// (<see cref="InformerOptions.OnlyBookmarksMax"/>); throws when only a new list can help.
    /// </summary>
    private async Task WatchFromAsync(string version, WorkLease lease, CancellationToken cancel)
    {
        var failures = 0;
        var believed = version;
        news = context.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                var before = version;
                var began = context.Clock.GetTimestamp();
                if (await WatchOnceAsync(version, lease, cancel) is not { } next)
                {
                    return;
                }

                version = next;
                failures = 0;
                if (news >= began)
                {
                    believed = version;
                }
                else if (version != believed && context.Clock.GetElapsedTime(news) >= options.OnlyBookmarksMax)
                {
                    return;
                }

                if (before == version && context.Clock.GetElapsedTime(began) < TimeSpan.FromSeconds(1))
                {
                    // A server that ends every watch at once must not be asked in a tight loop.
                    await lease.SleepAsync(context.Clock, TimeSpan.FromMilliseconds(50), cancel);
                }
            }
            catch (KubeException e) when (!e.IsExpired && failures < 5)
            {
                InformerLog.WatchBroke(context.Logger, Type.GroupResource, e);
                lease.Resume();
                await PauseAsync(lease, failures++, cancel);
            }
        }
    }

    /// <summary>One watch to its end: the version to go on from; null: cancelled, which is how most watches end and no exception.</summary>
    private async Task<string?> WatchOnceAsync(string version, WorkLease lease, CancellationToken cancel)
    {
        var query = new WatchOptions
        {
            ResourceVersion = version,
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            MetadataOnly = options.MetadataOnly,
            Timeout = options.WatchTimeout * (1 + context.WatchSpread),
        };
        var silenceMax = query.Timeout + options.SilenceMax;
        using var silence = new SilenceTimer(context.Clock, silenceMax, lease, cancel);
        using var stream = await context.Client.WatchAsync(Type, options.Namespace, query, cancel);
        silence.Arm();
        try
        {
            while (true)
            {
                while (stream.TryNext(out var line))
                {
                    version = Handle(line, version);
                }

                // Order matters: the lease rests before the bytes are accounted for, and whoever sees them equal
                // sees a rested lease only if nothing more was read.
                lease.Pause();
                stream.Handled();
                var fill = stream.FillAsync(silence.Token).AsTask();
                await ((Task)fill).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (fill.IsCanceled && cancel.IsCancellationRequested)
                {
                    return null;
                }

                if (!await fill)
                {
                    return version;
                }

                lease.Resume();
                Touch();
                silence.Arm();
            }
        }
        catch (OperationCanceledException) when (silence.IsOver && !cancel.IsCancellationRequested)
        {
            InformerLog.Silent(context.Logger, Type.GroupResource, silenceMax);
            throw new KubeException(410, "Expired", "the watch stayed silent past its deadline");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new KubeException(0, "Unreachable", "the watch was cut off", e);
        }
        finally
        {
            lease.Resume();
        }
    }

    private string Handle(WatchLine line, string version)
    {
        if (line.Type == "ERROR")
        {
            throw KubeException.FromStatus(JsonNode.Parse(line.Object.Span) as JsonObject ?? []);
        }

        if (CachedObject.From(line.Object, !options.KeepManagedFields) is not { } o)
        {
            return version;
        }

        var change = line.Type switch
        {
            "ADDED" or "MODIFIED" => store.Put(o),
            "DELETED" => store.Remove(o),
            _ => null,
        };
        if (line.Type != "BOOKMARK")
        {
            news = context.Clock.GetTimestamp();
        }

        if (change is { } c)
        {
            Raise(c);
        }

        return o.ResourceVersion.Length > 0 ? o.ResourceVersion : version;
    }

    private void Resync()
    {
        foreach (var o in store.All())
        {
            Raise(new StoreChange(o, o, Resync: true));
        }
    }

    private void Raise(StoreChange change)
    {
        foreach (var handler in handlers)
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                // One poison object must not blind the informer for all others.
                InformerLog.HandlerFailed(context.Logger, Type.GroupResource, change.Either.Key.ToString(), e);
            }
        }
    }

    private void Touch() => Interlocked.Exchange(ref lastContact, context.Clock.GetUtcNow().UtcTicks);

    private async Task PauseAsync(WorkLease lease, int failures, CancellationToken cancel)
    {
        var wait = options.Backoff * Math.Pow(2, Math.Min(failures, 10));
        wait = wait > options.BackoffMax ? options.BackoffMax : wait;
        try
        {
            await lease.SleepAsync(context.Clock, random.Stretch(wait, 0.5), cancel);
        }
        catch (OperationCanceledException)
        {
            // The loop looks at its token next.
        }
    }
}
