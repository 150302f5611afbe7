using System.Runtime.CompilerServices;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Controllers;

/// <summary>A store cannot be used. The message is ESO's.</summary>
internal sealed class StoreException(string message, bool pending = false) : Exception(message)
{
    /// <summary>The store is new and its first validation under way: worth a moment's patience rather than a complaint.</summary>
    public bool Pending { get; } = pending;
}

/// <summary>Finds stores and says whether a namespace may use them (eso.md §2.4, store resolution).</summary>
internal sealed class StoreResolver
{
    private static readonly TimeSpan PendingMax = TimeSpan.FromSeconds(10);
    private readonly OperatorContext context;
    private readonly SecretRefs refs;
    private readonly Informer stores;
    private readonly Informer? clusterStores;
    private readonly Informer? namespaces;
    // A store is asked for at every refresh of every object: each version is parsed once. Goes with the informer's object.
    private readonly ConditionalWeakTable<CachedObject, SecretStore> parsed = [];
    private long firstAsked;

    public StoreResolver(OperatorContext context)
    {
        this.context = context;
        refs = new SecretRefs(context.Client);
        var scope = new InformerOptions { Namespace = context.Options.Namespace };
        stores = context.Informers.Get(EsoTypes.SecretStore, scope);
        if (context.Options.EnableClusterStoreReconciler)
        {
            clusterStores = context.Informers.Get(EsoTypes.ClusterSecretStore);
            namespaces = context.Informers.Get(CoreTypes.Namespace);
        }
    }

    /// <summary>The store as the informer knows it; null when absent. Shared by all who ask: to read, not to change.</summary>
    public SecretStore? Find(StoreRef reference, string ns)
    {
        var found = reference.IsCluster ? clusterStores?.Get("", reference.Name) : stores.Get(ns, reference.Name);
        return found is null ? null : parsed.GetValue(found, static cached => new SecretStore(cached.Parse()));
    }

    public bool IsOurs(SecretStore store) =>
        store.ControllerClass.Length == 0 || store.ControllerClass == context.Options.ControllerClass;

    /// <summary>A store that may be used from a namespace now.</summary>
    /// <exception cref="StoreException">It may not, or is not there.</exception>
    public SecretStore Resolve(StoreRef reference, string ns, bool floodGate)
    {
        var store = Find(reference, ns) ?? throw new StoreException(
            $"could not get {reference.Kind} \"{reference.Name}\", "
            + $"{reference.Kind}.external-secrets.io \"{reference.Name}\" not found");
        if (!IsOurs(store))
        {
            throw new StoreException("can not reference unmanaged store");
        }

        if (reference.IsCluster && !IsAllowed(store, ns))
        {
            throw new StoreException(
                $"using cluster store \"{reference.Name}\" is not allowed from namespace \"{ns}\": denied by spec.condition");
        }

        if (floodGate && context.Options.EnableFloodGate && !store.IsReady)
        {
            throw new StoreException($"{reference.Kind} \"{reference.Name}\" is not ready", IsPending(store));
        }

        return store;
    }

    /// <summary>A connection to a store as seen from a namespace.</summary>
    /// <exception cref="ProviderException">See <see cref="ProviderClients.RentAsync"/>.</exception>
    /// <exception cref="StoreException">The store names no provider, or several.</exception>
    public Task<ProviderClients.Rental> RentAsync(SecretStore store, string caller, bool fresh, CancellationToken cancel)
    {
        var keys = store.Provider.Select(p => p.Key).ToList();
        if (keys.Count != 1)
        {
            throw new StoreException(
                $"store error for {store.Name}: secret stores must only have exactly one backend specified, found {keys.Count}");
        }

        return context.Clients.RentAsync(ContextOf(store, caller), keys[0], fresh, cancel);
    }

    public StoreContext ContextOf(SecretStore store, string caller) => new()
    {
        Kind = store.Kind,
        Name = store.Name,
        StoreNamespace = store.Namespace,
        CallerNamespace = caller,
        Spec = store.Provider.Select(p => p.Value).OfType<System.Text.Json.Nodes.JsonObject>().FirstOrDefault() ?? [],
        StoreSpec = store.Spec,
        Refs = refs,
        // The generation rather than the resourceVersion: our own status writes must not cut connections.
        Version = $"{store.Object.Uid()}/{store.Object.Generation()}",
    };

    /// <summary>Whether the store's first verdict is still to come: a moment after it was made, or after we began to work.</summary>
    private bool IsPending(SecretStore store)
    {
        var now = context.Clock.GetUtcNow();
        Interlocked.CompareExchange(ref firstAsked, now.UtcTicks, 0);
        return Condition.Find(store.Object.Object("status"), Condition.Ready) is null
            && Condition.ParseTime(store.Object.Metadata().Text("creationTimestamp")) is { } made
            && (now - made < PendingMax || now.UtcTicks - Interlocked.Read(ref firstAsked) < PendingMax.Ticks);
    }

    private bool IsAllowed(SecretStore store, string ns)
    {
        if (store.Conditions.Count == 0)
        {
            return true;
        }

        var labels = namespaces?.Get("", ns)?.Parse().Metadata().TextMap("labels") ?? [];
        return store.Conditions.Any(c =>
            (c.Object("namespaceSelector") is { } selector && LabelSelectors.Matches(selector, labels))
            || c.Texts("namespaces").Any(n => labels.GetValueOrDefault(Names.NamespaceNameLabel, ns) == n)
            || c.Texts("namespaceRegexes").Any(r => GoRegexp.TryCompile(r, out var regexp, out _) && regexp!.IsMatch(ns)));
    }
}
