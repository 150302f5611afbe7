namespace Eso.Operator.Secrets.Json;

/// <summary>
/// tidwall/match: <c>*</c> any run, <c>?</c> any one rune, backslash takes the next rune literally.
/// Linear in memory and at worst quadratic in time, so no pattern can stall a sync.
/// </summary>
internal static class Glob
{
    public static bool IsMatch(string text, string pattern)
    {
        var t = ByteText.Runes(text);
        var p = Tokens(pattern);
        if (p is null)
        {
            return false;
        }

        int i = 0, j = 0, star = -1, from = 0;
        while (i < t.Count)
        {
            if (j < p.Count && p[j] == Any)
            {
                star = j++;
                from = i;
            }
            else if (j < p.Count && (p[j] == One || p[j] == t[i]))
            {
                i++;
                j++;
            }
            else if (star >= 0)
            {
                j = star + 1;
                i = ++from;
            }
            else
            {
                return false;
            }
        }

        while (j < p.Count && p[j] == Any)
        {
            j++;
        }

        return j == p.Count;
    }

    private const int Any = -1;
    private const int One = -2;

    // Null when the pattern ends in a lone backslash: it matches nothing.
    private static List<int>? Tokens(string pattern)
    {
        var tokens = new List<int>(pattern.Length);
        for (var i = 0; i < pattern.Length;)
        {
            switch (pattern[i])
            {
                case '*':
                    tokens.Add(Any);
                    i++;
                    continue;
                case '?':
                    tokens.Add(One);
                    i++;
                    continue;
                case '\\' when ++i == pattern.Length:
                    return null;
            }

            tokens.Add(ByteText.DecodeRune(pattern, i, out var width));
            i += width;
        }

        return tokens;
    }
}
