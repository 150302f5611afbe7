namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>
/// Walks keys in order below a path, or all of them, from a place onwards; skips deep branches by a jump.
/// </summary>
internal static class ParameterWalk
{
    /// <summary>Keys that begin so, above <paramref name="after"/> when it is given.</summary>
    public static IEnumerable<string> Beginning(SortedSet<string> keys, string prefix, string? after)
    {
        var from = after is not null && string.CompareOrdinal(after, prefix) > 0 ? after : prefix;
        return keys.Count == 0 || string.CompareOrdinal(from, keys.Max) > 0
            ? []
            : keys.GetViewBetween(from, keys.Max)
                .SkipWhile(k => k == after)
                .TakeWhile(k => k.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Keys below <paramref name="path"/> (one leading slash, none at the end; "" is the root).</summary>
    /// <param name="after">Only keys above this one; null from the beginning.</param>
    public static IEnumerable<string> Below(SortedSet<string> keys, string path, bool recursive, string? after)
    {
        var first = path + "/";
        var end = path + "0"; // '0' follows '/'
        var from = after is not null && string.CompareOrdinal(after, first) > 0 ? after : first;
        while (string.CompareOrdinal(from, end) < 0)
        {
            string? jump = null;
            foreach (var key in keys.GetViewBetween(from, end))
            {
                if (key == end || key == first || (after is not null && string.CompareOrdinal(key, after) <= 0))
                {
                    continue;
                }

                var deeper = key.IndexOf('/', first.Length);
                if (recursive || deeper < 0)
                {
                    yield return key;
                    continue;
                }

                jump = string.Concat(key.AsSpan(0, deeper), "0");
                break;
            }

            if (jump is null)
            {
                yield break;
            }

            from = jump;
        }
    }
}
