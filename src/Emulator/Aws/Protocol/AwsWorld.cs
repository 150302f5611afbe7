using System.Collections.Concurrent;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>All state of the embedded AWS, one object per service, account and region. Global services use region "".</summary>
internal sealed class AwsWorld
{
    private readonly ConcurrentDictionary<(Type Service, string Account, string Region), object> partitions = new();

    /// <summary>Held while an operation runs. One lock for the world: operations are short and some span regions.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The state of one service in an account and region, made on first use.</summary>
    public TState State<TState>(string account, string region)
        where TState : class, new() =>
        (TState)partitions.GetOrAdd((typeof(TState), account, region), static _ => new TState());

    /// <summary>Every partition of one service that exists.</summary>
    public IEnumerable<(string Account, string Region, TState State)> All<TState>()
        where TState : class =>
        partitions.Where(p => p.Key.Service == typeof(TState))
            .OrderBy(p => p.Key.Account, StringComparer.Ordinal).ThenBy(p => p.Key.Region, StringComparer.Ordinal)
            .Select(p => (p.Key.Account, p.Key.Region, (TState)p.Value));

    /// <summary>Forgets everything.</summary>
    public void Clear() => partitions.Clear();
}
