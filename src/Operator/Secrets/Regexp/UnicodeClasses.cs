using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets.Regexp;

/// <summary>
/// <c>\p{…}</c>: general categories (and their long names), scripts, Any, ASCII, Assigned. Names compare without case,
/// spaces, underscores and hyphens (Go 1.25). Scripts.txt lists the ranges of Unicode's Script property.
/// </summary>
internal static class UnicodeClasses
{
    private static readonly ConcurrentDictionary<string, int[]?> Known = new(StringComparer.Ordinal);
    private static readonly Lazy<Dictionary<string, string>> Scripts = new(ReadScripts);

    private static readonly UnicodeCategory[] AllCategories = Enum.GetValues<UnicodeCategory>();

    // In the order of System.Globalization.UnicodeCategory.
    private static readonly string[] CategoryNames =
    [
        "lu", "ll", "lt", "lm", "lo", "mn", "mc", "me", "nd", "nl", "no", "zs", "zl", "zp", "cc", "cf", "cs", "co",
        "pc", "pd", "ps", "pe", "pi", "pf", "po", "sm", "sc", "sk", "so", "cn",
    ];

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["casedletter"] = "lc",
        ["closepunctuation"] = "pe",
        ["connectorpunctuation"] = "pc",
        ["control"] = "cc",
        ["cntrl"] = "cc",
        ["currencysymbol"] = "sc",
        ["dashpunctuation"] = "pd",
        ["decimalnumber"] = "nd",
        ["digit"] = "nd",
        ["enclosingmark"] = "me",
        ["finalpunctuation"] = "pf",
        ["format"] = "cf",
        ["initialpunctuation"] = "pi",
        ["letter"] = "l",
        ["letternumber"] = "nl",
        ["lineseparator"] = "zl",
        ["lowercaseletter"] = "ll",
        ["mark"] = "m",
        ["combiningmark"] = "m",
        ["mathsymbol"] = "sm",
        ["modifierletter"] = "lm",
        ["modifiersymbol"] = "sk",
        ["nonspacingmark"] = "mn",
        ["number"] = "n",
        ["openpunctuation"] = "ps",
        ["other"] = "c",
        ["otherletter"] = "lo",
        ["othernumber"] = "no",
        ["otherpunctuation"] = "po",
        ["othersymbol"] = "so",
        ["paragraphseparator"] = "zp",
        ["privateuse"] = "co",
        ["punctuation"] = "p",
        ["punct"] = "p",
        ["separator"] = "z",
        ["spaceseparator"] = "zs",
        ["spacingmark"] = "mc",
        ["surrogate"] = "cs",
        ["symbol"] = "s",
        ["titlecaseletter"] = "lt",
        ["unassigned"] = "cn",
        ["uppercaseletter"] = "lu",
    };

    /// <summary>The sorted ranges of a class, or null when Go knows no such name.</summary>
    internal static int[]? Find(string name)
    {
        var plain = Canonical(name);
        if (plain.Length is 0 or > 40) return null;
        if (Known.TryGetValue(plain, out var found)) return found;
        found = Build(plain);
        if (found is not null) Known[plain] = found;
        return found;
    }

    private static int[]? Build(string name)
    {
        switch (name)
        {
            case "any": return [0, ByteText.MaxRune];
            case "ascii": return [0, 0x7F];
            case "assigned": return CharClassBuilder.Negate(Category(c => c == UnicodeCategory.OtherNotAssigned));
        }
        if (Aliases.TryGetValue(name, out var alias)) name = alias;
        if (name == "lc")
            return Category(c => c is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter);
        // Go's C holds what is assigned only.
        if (name == "c")
            return Category(c => c is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse);
        var wanted = AllCategories.Where(c => CategoryNames[(int)c].StartsWith(name, StringComparison.Ordinal)).ToHashSet();
        if (name.Length <= 2 && wanted.Count > 0) return Category(wanted.Contains);
        return Scripts.Value.TryGetValue(name, out var ranges) ? ParseRanges(ranges) : null;
    }

    private static int[] Category(Func<UnicodeCategory, bool> wanted)
    {
        var ranges = new List<int>();
        for (var rune = 0; rune <= ByteText.MaxRune; rune++)
        {
            if (!wanted(CharUnicodeInfo.GetUnicodeCategory(rune))) continue;
            if (ranges.Count > 0 && ranges[^1] == rune - 1) ranges[^1] = rune;
            else ranges.AddRange([rune, rune]);
        }
        return [.. ranges];
    }

    private static int[] ParseRanges(string text)
    {
        var ranges = new List<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            ranges.Add(int.Parse(ends[0], NumberStyles.HexNumber));
            ranges.Add(int.Parse(ends[^1], NumberStyles.HexNumber));
        }
        return [.. ranges];
    }

    private static Dictionary<string, string> ReadScripts()
    {
        using var stream = typeof(UnicodeClasses).Assembly.GetManifestResourceStream("Regexp.Scripts.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var scripts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ');
            scripts[Canonical(line[..space])] = line[(space + 1)..];
        }
        return scripts;
    }

    private static string Canonical(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name)
            if (c is not ('_' or '-' or ' '))
                plain.Append(char.ToLowerInvariant(c));
        return plain.ToString();
    }
}
