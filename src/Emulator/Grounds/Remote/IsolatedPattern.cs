namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// Regular expressions over AWS names, for names that carry a prefix after their first slash (or at their beginning).
/// Go's syntax (RE2, which has no look-around): what the names must have besides is written into the expression.
/// </summary>
internal static class IsolatedPattern
{
    private const string Quantifiers = "?*+{";

    /// <summary>Finds among prefixed names, and only among them, those whose plain names the pattern finds.</summary>
    public static string Finding(string pattern, string prefix)
    {
        var flags = Flags(pattern);
        return pattern[..flags] + string.Join('|', Alternatives(pattern[flags..]).SelectMany(a => IsAnchored(a)
            ? new[] { "^" + Begin(a, prefix) }
            : ["^" + Begin(a, prefix), $"^/?{prefix}.*(?:{a})"]));
    }

    /// <summary>Finds in prefixed names, or in any other text, what the pattern finds in plain ones.</summary>
    public static string Rewriting(string pattern, string prefix)
    {
        var made = new System.Text.StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            // Into groups, past everything else that is one thing.
            var length = pattern[at] == '(' ? 1 : Atom(pattern, at);
            var atom = pattern.Substring(at, length);
            made.Append(atom switch
            {
                "/" or @"\/" => $"(?:/(?:{prefix})?)",
                "^" or @"\A" => $"{atom}(?:{prefix})?",
                _ => atom,
            });
            at += length;
        }

        return made.ToString();
    }

    /// <summary>An alternative that is matched from the beginning of a plain name, for a prefixed one.</summary>
    private static string Begin(string pattern, string prefix)
    {
        while (IsAnchored(pattern))
        {
            pattern = pattern[(pattern[0] == '^' ? 1 : 2)..];
        }

        if (Flags(pattern) is > 0 and var flags)
        {
            return pattern[..flags] + Begin(pattern[flags..], prefix);
        }

        if (pattern.Length == 0)
        {
            return "/?" + prefix;
        }

        var length = Atom(pattern, 0);
        var atom = pattern[..length];
        var quantifier = Quantifier(pattern, length);
        var rest = pattern[(length + quantifier)..];
        var isOptional = quantifier > 0 && (pattern[length] is '?' or '*' || pattern.AsSpan(length).StartsWith("{0"));
        if (atom is "/" or @"\/")
        {
            return pattern[..(length + quantifier)] + prefix + rest;
        }

        if (atom[0] == '(' && quantifier > 0)
        {
            // The first time is at the beginning, and so is what follows a group that may be left out.
            var once = Begin(atom, prefix) + Less(pattern.Substring(length, quantifier), atom) + rest;
            return isOptional ? $"(?:{once}|{Begin(rest, prefix)})" : once;
        }

        if (atom[0] == '(' && atom.Length > 2)
        {
            var inner = Header(atom);
            var alternatives = Alternatives(atom[inner..^1]).Select(a => Begin(a, prefix));
            return $"{atom[..inner]}{string.Join('|', alternatives)}){rest}";
        }

        return (isOptional || MaySlash(atom) ? "/?" : "") + prefix + pattern;
    }

    /// <summary>What is repeated once less.</summary>
    private static string Less(string quantifier, string atom)
    {
        if (quantifier[0] != '{')
        {
            return quantifier[0] == '?' ? "" : $"{atom}*";
        }

        var bounds = quantifier[1..quantifier.IndexOf('}', StringComparison.Ordinal)].Split(',')
            .Select(b => int.TryParse(b, out var bound) ? $"{Math.Max(bound - 1, 0)}" : b);
        return $"{atom}{{{string.Join(',', bounds)}}}";
    }

    private static bool IsAnchored(string pattern) =>
        pattern.StartsWith('^') || pattern.StartsWith(@"\A", StringComparison.Ordinal);

    /// <summary>Whether one of these may be a slash.</summary>
    private static bool MaySlash(string atom) => atom[0] switch
    {
        '.' or '(' or '$' => true,
        '[' => atom.StartsWith("[^", StringComparison.Ordinal) != atom.Contains('/', StringComparison.Ordinal),
        '\\' => atom.Length > 1 && char.IsUpper(atom[1]),
        _ => false,
    };

    /// <summary>What is separated by bars outside of groups and classes.</summary>
    private static List<string> Alternatives(string pattern)
    {
        var found = new List<string>();
        var from = 0;
        for (var at = 0; at < pattern.Length;)
        {
            var length = Atom(pattern, at);
            if (pattern[at] == '|')
            {
                found.Add(pattern[from..at]);
                from = at + 1;
            }

            at += length;
        }

        found.Add(pattern[from..]);
        return found;
    }

    /// <summary>The length of a leading group that holds nothing but flags.</summary>
    private static int Flags(string pattern)
    {
        if (!pattern.StartsWith("(?", StringComparison.Ordinal))
        {
            return 0;
        }

        var end = pattern.IndexOf(')', StringComparison.Ordinal);
        return end > 2 && pattern[2..end].All(c => char.IsLetter(c) || c == '-') ? end + 1 : 0;
    }

    /// <summary>How far into a group its first alternative begins: after its name or flags.</summary>
    private static int Header(string group)
    {
        if (!group.StartsWith("(?", StringComparison.Ordinal))
        {
            return 1;
        }

        var mark = group[2] is 'P' or '<' ? '>' : ':';
        return group.IndexOf(mark, StringComparison.Ordinal) + 1;
    }

    private static int Quantifier(string pattern, int at)
    {
        if (at >= pattern.Length || !Quantifiers.Contains(pattern[at], StringComparison.Ordinal))
        {
            return 0;
        }

        var end = pattern[at] == '{' ? pattern.IndexOf('}', at) : at;
        var length = end < 0 ? 0 : end + 1 - at;
        return length > 0 && at + length < pattern.Length && pattern[at + length] == '?' ? length + 1 : length;
    }

    /// <summary>The length of what a quantifier here would belong to: a character, an escape, a class or a group.</summary>
    private static int Atom(string pattern, int at)
    {
        switch (pattern[at])
        {
            case '\\':
                return pattern.AsSpan(at).StartsWith(@"\Q")
                    ? Until(pattern, at, pattern.IndexOf(@"\E", at, StringComparison.Ordinal), 2)
                    : Math.Min(2, pattern.Length - at);
            case '[':
                // A bracket that is the first in its class is one of its characters.
                var end = at + (at + 1 < pattern.Length && pattern[at + 1] == '^' ? 2 : 1);
                end += end < pattern.Length && pattern[end] == ']' ? 1 : 0;
                while (end < pattern.Length && pattern[end] != ']')
                {
                    var named = pattern.AsSpan(end).StartsWith("[:") ? pattern.IndexOf(":]", end, StringComparison.Ordinal) : -1;
                    end = named > 0 ? named + 2
                        : pattern[end] == '\\' ? end + 2 : end + 1;
                }

                return Math.Min(end + 1, pattern.Length) - at;
            case '(':
                var inside = at + 1;
                while (inside < pattern.Length && pattern[inside] != ')')
                {
                    inside += Atom(pattern, inside);
                }

                return Math.Min(inside + 1, pattern.Length) - at;
            default:
                return 1;
        }
    }

    private static int Until(string pattern, int at, int end, int length) =>
        (end < 0 ? pattern.Length : end + length) - at;
}
