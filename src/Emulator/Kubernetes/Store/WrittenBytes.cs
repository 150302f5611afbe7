using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>A live view of what has been written to the open watches: waits for quiet look at it at every turn.</summary>
internal sealed class WrittenBytes(ConcurrentDictionary<string, WatcherRegistry.Watcher> open)
    : IReadOnlyDictionary<string, long>
{
    public int Count => open.Count;

    public IEnumerable<string> Keys => open.Select(p => p.Key);

    public IEnumerable<long> Values => open.Select(p => p.Value.Bytes);

    public long this[string key] => open[key].Bytes;

    public bool ContainsKey(string key) => open.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out long value)
    {
        var found = open.TryGetValue(key, out var watcher);
        value = found ? watcher!.Bytes : 0;
        return found;
    }

    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() =>
        open.Select(p => KeyValuePair.Create(p.Key, p.Value.Bytes)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
