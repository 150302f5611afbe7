namespace Eso.Emulator.Grounds;

/// <summary>
/// One kind of ground: one small class, found by convention; its name is what <c>--ground</c> and <c>ESO_GROUND</c> take.
/// </summary>
internal interface IGroundKind
{
    string Name { get; }

    /// <summary>One sentence for people.</summary>
    string About { get; }

    /// <summary>Begins what the first world would wait for, on another thread, while scenarios are read.</summary>
    void Warm()
    {
    }

    /// <summary>
    /// Starts what all scenarios of a run share: processes, containers, connections. Whatever it has started is gone
    /// again when it throws.
    /// </summary>
    /// <exception cref="GroundUnavailableException">This machine lacks what the ground stands on.</exception>
    Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel);
}

/// <summary>What the scenarios of a run share; gives each a world of its own.</summary>
internal interface IGroundSession : IAsyncDisposable
{
    /// <summary>What this session's worlds offer.</summary>
    IReadOnlySet<Need> Offers { get; }

    /// <summary>Worlds that may be open at a time.</summary>
    int WorldsMax { get; }

    Task<IGround> OpenAsync(GroundStart start, CancellationToken cancel);
}

/// <summary>How a scenario wants its world.</summary>
/// <param name="Now">The world's time at the beginning, where the ground can choose it.</param>
/// <param name="Seed">Where ids and chance come from.</param>
internal sealed record GroundStart(DateTimeOffset? Now, int Seed)
{
    /// <summary>Further wishes of the embedded world; others take what they can.</summary>
    public Func<WorldOptions, WorldOptions> Shape { get; init; } = static options => options;
}

/// <summary>How a run wants its ground.</summary>
internal sealed record GroundSettings
{
    /// <summary>Environment variables: where things are and who we are.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The operator as the built image in the cluster, instead of in this process.</summary>
    public bool InCluster { get; init; }

    /// <summary>Answers every question with yes.</summary>
    public bool Yes { get; init; }

    /// <summary>Asks a person; false when there is none.</summary>
    public Func<string, bool> Ask { get; init; } = static _ => false;

    /// <summary>Where progress and warnings are told.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>A variable, or null when unset or empty.</summary>
    public string? this[string name] => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

/// <summary>The ground cannot be had on this machine: one sentence with the reason and, where there is one, the way out.</summary>
internal sealed class GroundUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
