using System.Globalization;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The order of API versions: GA before beta before alpha, higher numbers first, other names last by text.</summary>
internal static class VersionOrder
{
    public static readonly Comparer<string> Comparer = Comparer<string>.Create(Compare);

    /// <summary>Negative when <paramref name="a"/> is preferred over <paramref name="b"/>.</summary>
    public static int Compare(string a, string b)
    {
        var left = Parse(a);
        var right = Parse(b);
        if (left is null || right is null)
        {
            return left is not null ? -1 : right is not null ? 1 : string.CompareOrdinal(a, b);
        }

        var (majorA, stageA, minorA) = left.Value;
        var (majorB, stageB, minorB) = right.Value;
        return stageA != stageB ? stageB.CompareTo(stageA)
            : majorA != majorB ? majorB.CompareTo(majorA)
            : minorB.CompareTo(minorA);
    }

    private static (int Major, int Stage, int Minor)? Parse(string version)
    {
        if (version.Length < 2 || version[0] != 'v')
        {
            return null;
        }

        var text = version[1..];
        foreach (var (word, stage) in ((string, int)[])[("alpha", 0), ("beta", 1)])
        {
            var at = text.IndexOf(word, StringComparison.Ordinal);
            if (at > 0)
            {
                return Whole(text[..at]) is { } major && Whole(text[(at + word.Length)..]) is { } minor
                    ? (major, stage, minor)
                    : null;
            }
        }

        return Whole(text) is { } ga ? (ga, 2, 0) : null;
    }

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
