using Eso.Operator.Providers;
using Eso.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Hosting;

/// <summary>
/// Connections to stores, shared by all reconciles that use one store from one namespace for a minute: credentials are
/// then read once, not once per ExternalSecret. A connection whose identity was refused is dropped at once.
/// </summary>
internal sealed class ProviderClients(ProviderRegistry providers, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private const int EntriesMax = 4096;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private readonly Lock gate = new();
    private readonly Dictionary<Key, Entry> entries = [];

    private readonly record struct Key(string Kind, string Namespace, string Name, string Version, string Caller);

    /// <summary>A connection, made or shared. Dispose the rental, not the client.</summary>
    /// <exception cref="ProviderException">No such provider, or credentials are missing or refused.</exception>
    public async Task<Rental> RentAsync(StoreContext store, string providerKey, bool fresh, CancellationToken cancel)
    {
        var key = new Key(store.Kind, store.StoreNamespace, store.Name, store.Version, store.CallerNamespace);
        Entry entry;
        List<Entry> dropped = [];
        lock (gate)
        {
            Sweep(dropped);
            if (!entries.TryGetValue(key, out var known) || fresh || known.IsOver(clock.GetUtcNow()))
            {
                if (known is not null)
                {
                    Drop(key, known, dropped);
                }

                entries[key] = known = new Entry(
                    clock.GetUtcNow() + Lifetime, ConnectAsync(store, providerKey), store.Name);
            }

            entry = known;
            entry.Users++;
        }

        await CloseAsync(dropped);
        try
        {
            return new Rental(this, key, entry, await entry.Client.WaitAsync(cancel));
        }
        catch
        {
            await ReturnAsync(key, entry, broken: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Entry> all;
        lock (gate)
        {
            all = [.. entries.Values];
            entries.Clear();
        }

        await CloseAsync(all);
    }

    private Task<ISecretsClient> ConnectAsync(StoreContext store, string providerKey)
    {
        var provider = providers.Find(providerKey) ?? throw new ProviderException(
            Failure.Invalid, $"failed to find registered store backend for type: {providerKey}, name: {store.Name}");
        // The connection outlives the reconcile that asks first, so it must not end with it.
        return Task.Run(() => provider.ConnectAsync(store, CancellationToken.None));
    }

    private async Task ReturnAsync(Key key, Entry entry, bool broken)
    {
        List<Entry> dropped = [];
        lock (gate)
        {
            entry.Users--;
            if (broken)
            {
                Drop(key, entry, dropped);
            }
            else if (entry is { Dropped: true, Users: 0 })
            {
                dropped.Add(entry);
            }
        }

        await CloseAsync(dropped);
    }

    private void Sweep(List<Entry> dropped)
    {
        if (entries.Count < 64)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var (key, entry) in entries.ToList())
        {
            if (entry.IsOver(now) || entries.Count > EntriesMax)
            {
                Drop(key, entry, dropped);
            }
        }
    }

    private void Drop(Key key, Entry entry, List<Entry> dropped)
    {
        if (entries.TryGetValue(key, out var current) && current == entry)
        {
            entries.Remove(key);
        }

        entry.Dropped = true;
        if (entry.Users == 0)
        {
            dropped.Add(entry);
        }
    }

    private async Task CloseAsync(List<Entry> dropped)
    {
        foreach (var entry in dropped)
        {
            try
            {
                await (await entry.Client).DisposeAsync();
            }
            catch (ProviderException)
            {
                // It never connected; whoever asked knows.
            }
            catch (Exception e)
            {
                ControllerLog.CloseFailed(logger, entry.Store, e);
            }
        }
    }

    /// <summary>One connection. Users and Dropped are guarded by the owner's gate.</summary>
    internal sealed class Entry(DateTimeOffset until, Task<ISecretsClient> client, string store)
    {
        public Task<ISecretsClient> Client => client;

        public string Store => store;

        public int Users { get; set; }

        public bool Dropped { get; set; }

        public bool IsOver(DateTimeOffset now) => now >= until || client.IsFaulted || client.IsCanceled;
    }

    /// <summary>One use of a connection.</summary>
    internal sealed class Rental : IAsyncDisposable
    {
        private readonly ProviderClients owner;
        private readonly Key key;
        private readonly Entry entry;

        internal Rental(ProviderClients owner, object key, Entry entry, ISecretsClient client)
        {
            this.owner = owner;
            this.key = (Key)key;
            this.entry = entry;
            Client = client;
        }

        public ISecretsClient Client { get; }

        /// <summary>Set when the identity was refused: nobody shares this connection any more.</summary>
        public bool Broken { get; set; }

        public async ValueTask DisposeAsync() => await owner.ReturnAsync(key, entry, Broken);
    }
}
