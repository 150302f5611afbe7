using System.Collections.Concurrent;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// One string for each of the texts that many objects have in common: namespaces, types, phases. Bounded: later texts
/// stay their owner's.
/// </summary>
internal static class SharedText
{
    private const int LengthMax = 40;
    private const int TextsMax = 4_000;
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);
    private static int count;

    public static string Of(string text)
    {
        if (text.Length is 0 or > LengthMax)
        {
            return text;
        }

        if (Known.TryGetValue(text, out var shared))
        {
            return shared;
        }

        if (Volatile.Read(ref count) < TextsMax && Known.TryAdd(text, text))
        {
            Interlocked.Increment(ref count);
        }

        return text;
    }
}
