using System.Collections.Concurrent;

namespace Eso.Kubernetes.Client;

/// <summary>
/// Bytes of every open watch that were read and whose events have been handled, by the Audit-Id of the response. An
/// embedding world compares them with what its server wrote: equal means nothing is on the way.
/// </summary>
public sealed class WatchLedger
{
    private readonly ConcurrentDictionary<string, long> handled = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Bytes => handled;

    internal void Open(string id) => handled.TryAdd(id, 0);

    internal void Add(string id, long bytes)
    {
        // Closed streams stay closed: a late addition must not resurrect them.
        while (handled.TryGetValue(id, out var old) && !handled.TryUpdate(id, old + bytes, old))
        {
        }
    }

    internal void Close(string id) => handled.TryRemove(id, out _);
}
