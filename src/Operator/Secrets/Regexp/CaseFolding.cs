using System.Text;

namespace Eso.Operator.Secrets.Regexp;

/// <summary>Unicode simple case folding: runes that are equal but for case, as unicode.SimpleFold walks them.</summary>
internal static class CaseFolding
{
    private static readonly Lazy<(int[] Runes, int[][] Orbits)> Table = new(Build);

    // Folded by Unicode though invariant casing keeps ASCII apart from them.
    private static readonly int[][] Known = [['K', 'k', 0x212A], ['S', 's', 0x17F], [0xC5, 0xE5, 0x212B]];

    /// <summary>The runes of a range that have case partners, with their whole orbits.</summary>
    internal static IEnumerable<(int Rune, int[] Orbit)> Within(int low, int high)
    {
        var (runes, orbits) = Table.Value;
        var at = Array.BinarySearch(runes, low);
        if (at < 0) at = ~at;
        for (; at < runes.Length && runes[at] <= high; at++) yield return (runes[at], orbits[at]);
    }

    /// <summary>The orbit of one rune, itself included.</summary>
    internal static int[] Orbit(int rune)
    {
        var (runes, orbits) = Table.Value;
        var at = Array.BinarySearch(runes, rune);
        return at < 0 ? [rune] : orbits[at];
    }

    private static (int[], int[][]) Build()
    {
        var groups = new Dictionary<int, HashSet<int>>();
        foreach (var known in Known) Join(groups, known);
        for (int value = 'A'; value <= 0x1E943; value++)
        {
            if (!Rune.IsValid(value) || value is 0x130 or 0x131) continue;
            var rune = new Rune(value);
            var upper = Rune.ToUpperInvariant(rune).Value;
            var lower = Rune.ToLowerInvariant(rune).Value;
            if (upper != value || lower != value) Join(groups, [value, upper, lower]);
        }
        var runes = groups.Keys.Order().ToArray();
        return (runes, [.. runes.Select(r => groups[r].Order().ToArray())]);
    }

    private static void Join(Dictionary<int, HashSet<int>> groups, int[] members)
    {
        var all = new HashSet<int>(members);
        foreach (var member in members)
            if (groups.TryGetValue(member, out var group))
                all.UnionWith(group);
        foreach (var member in all) groups[member] = all;
    }
}
