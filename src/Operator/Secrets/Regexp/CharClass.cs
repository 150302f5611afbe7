namespace Eso.Operator.Secrets.Regexp;

/// <summary>A set of runes: sorted, disjoint ranges, and a bitmap for ASCII.</summary>
internal sealed class CharClass
{
    private readonly int[] _ranges;
    private readonly ulong _low;
    private readonly ulong _high;

    internal CharClass(int[] ranges)
    {
        _ranges = ranges;
        for (var rune = 0; rune < 128; rune++)
        {
            if (!Search(rune)) continue;
            if (rune < 64) _low |= 1UL << rune;
            else _high |= 1UL << (rune - 64);
        }
    }

    internal static readonly CharClass Any = new([0, ByteText.MaxRune]);
    internal static readonly CharClass AnyNotNewline = new([0, '\n' - 1, '\n' + 1, ByteText.MaxRune]);

    /// <summary>Pairs of first and last rune.</summary>
    internal ReadOnlySpan<int> Ranges => _ranges;

    /// <summary>The only member, or -1.</summary>
    internal int Single => _ranges.Length == 2 && _ranges[0] == _ranges[1] ? _ranges[0] : -1;

    internal bool Contains(int rune)
    {
        if (rune < 64) return (_low >> rune & 1) != 0;
        if (rune < 128) return (_high >> (rune - 64) & 1) != 0;
        return Search(rune);
    }

    private bool Search(int rune)
    {
        int low = 0, high = _ranges.Length / 2;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rune < _ranges[2 * middle]) high = middle;
            else if (rune > _ranges[2 * middle + 1]) low = middle + 1;
            else return true;
        }
        return false;
    }
}

/// <summary>Collects ranges for a <see cref="CharClass"/>.</summary>
internal sealed class CharClassBuilder
{
    private readonly List<(int Low, int High)> _ranges = [];

    internal CharClassBuilder Add(int low, int high)
    {
        if (low <= high) _ranges.Add((low, high));
        return this;
    }

    internal CharClassBuilder AddAll(ReadOnlySpan<int> ranges)
    {
        for (var i = 0; i < ranges.Length; i += 2) Add(ranges[i], ranges[i + 1]);
        return this;
    }

    /// <summary>Adds a range and everything that differs from its members in case only.</summary>
    internal CharClassBuilder AddFolded(int low, int high)
    {
        Add(low, high);
        foreach (var (rune, orbit) in CaseFolding.Within(low, high))
            foreach (var other in orbit)
                if (other != rune)
                    Add(other, other);
        return this;
    }

    internal CharClassBuilder AddFolded(ReadOnlySpan<int> ranges)
    {
        for (var i = 0; i < ranges.Length; i += 2) AddFolded(ranges[i], ranges[i + 1]);
        return this;
    }

    /// <summary>Sorted and merged; optionally everything but.</summary>
    internal int[] ToRanges(bool negated = false)
    {
        _ranges.Sort();
        var merged = new List<int>();
        foreach (var (low, high) in _ranges)
        {
            if (merged.Count > 0 && low <= merged[^1] + 1) merged[^1] = Math.Max(merged[^1], high);
            else merged.AddRange([low, high]);
        }
        return negated ? Negate(merged) : [.. merged];
    }

    internal static int[] Negate(IReadOnlyList<int> ranges)
    {
        var rest = new List<int>();
        var next = 0;
        for (var i = 0; i < ranges.Count; i += 2)
        {
            if (next < ranges[i]) rest.AddRange([next, ranges[i] - 1]);
            next = ranges[i + 1] + 1;
        }
        if (next <= ByteText.MaxRune) rest.AddRange([next, ByteText.MaxRune]);
        return [.. rest];
    }
}
