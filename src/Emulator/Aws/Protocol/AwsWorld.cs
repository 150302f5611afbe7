using System.Collections.Concurrent;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// All state of the embedded AWS, one object per service, account and region. Global services use region "".
/// </summary>
internal sealed class AwsWorld
{
    private readonly ConcurrentDictionary<Place, object> partitions = new();
    private readonly HashSet<(DurableState State, string Key)> changes = [];
    private readonly Queue<object> posted = new();
    private readonly Dictionary<DurableState, string> scopes = [];

    /// <summary>
    /// Held while an operation runs. One lock for the world: operations are short and some span regions.
    /// </summary>
    public Lock Gate { get; } = new();

    /// <summary>The state of one service in an account and region, made on first use.</summary>
    public TState State<TState>(string account, string region)
        where TState : class, new() =>
        partitions.TryGetValue(new Place(typeof(TState), account, region), out var found) ? (TState)found
            : Make<TState>(account, region);

    /// <summary>The same for a type known only at run time.</summary>
    public object State(Type type, string account, string region) =>
        typeof(AwsWorld).GetMethod(nameof(State), 1, [typeof(string), typeof(string)])!.MakeGenericMethod(type)
            .Invoke(this, [account, region])!;

    /// <summary><c>Type|account|region</c> of a state of this world.</summary>
    public string ScopeOf(DurableState state)
    {
        if (!scopes.TryGetValue(state, out var scope))
        {
            var key = partitions.First(p => ReferenceEquals(p.Value, state)).Key;
            scopes[state] = scope = $"{key.Service.Name}|{key.Account}|{key.Region}";
        }

        return scope;
    }

    /// <summary>The state if it exists already: reading must not fill the world with empty partitions.</summary>
    public TState? Existing<TState>(string account, string region)
        where TState : class =>
        partitions.TryGetValue(new Place(typeof(TState), account, region), out var found) ? (TState)found : null;

    /// <summary>Every partition of one service that exists.</summary>
    public IEnumerable<(string Account, string Region, TState State)> All<TState>()
        where TState : class =>
        partitions.Where(p => p.Key.Service == typeof(TState))
            .OrderBy(p => p.Key.Account, StringComparer.Ordinal).ThenBy(p => p.Key.Region, StringComparer.Ordinal)
            .Select(p => (p.Key.Account, p.Key.Region, (TState)p.Value));

    /// <summary>Every partition of every service, in a stable order.</summary>
    public IEnumerable<(Type Type, string Account, string Region, object State)> Everything() =>
        partitions.OrderBy(p => p.Key.Service.FullName, StringComparer.Ordinal)
            .ThenBy(p => p.Key.Account, StringComparer.Ordinal).ThenBy(p => p.Key.Region, StringComparer.Ordinal)
            .Select(p => (p.Key.Service, p.Key.Account, p.Key.Region, p.Value));

    /// <summary>
    /// Leaves work to be done after the operation, outside the gate (a rotation to run). Under the gate.
    /// </summary>
    public void Post(object work) => posted.Enqueue(work);

    /// <summary>Takes the next piece of posted work. Under the gate.</summary>
    public bool TryTake(out object? work) => posted.TryDequeue(out work);

    /// <summary>Entries changed since the last call. Under the gate.</summary>
    public IReadOnlyCollection<(DurableState State, string Key)> TakeChanges()
    {
        if (changes.Count == 0)
        {
            return [];
        }

        var taken = changes.ToArray();
        changes.Clear();
        return taken;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        partitions.Clear();
        changes.Clear();
        scopes.Clear();
        posted.Clear();
    }

    private TState Make<TState>(string account, string region)
        where TState : class, new() =>
        (TState)partitions.GetOrAdd(
            new Place(typeof(TState), account, region),
            static (_, world) =>
            {
                var made = new TState();
                (made as DurableState)?.Attach(world.changes);
                return made;
            },
            this);

    private sealed record Place(Type Service, string Account, string Region);
}
