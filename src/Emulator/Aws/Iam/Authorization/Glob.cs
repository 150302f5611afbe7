namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>
/// Wildcards of policies: <c>*</c> is any text, <c>?</c> any one character. Linear but for the product of lengths.
/// </summary>
internal static class Glob
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase = false)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>ARNs match part by part: a wildcard does not reach over a colon, but in the last part.</summary>
    public static bool MatchesArn(string pattern, string text)
    {
        if (pattern == "*")
        {
            return true;
        }

        var wanted = pattern.Split(':', 6);
        var given = text.Split(':', 6);
        return wanted.Length == 6 && given.Length == 6
            && wanted.Zip(given).All(pair => Matches(pair.First, pair.Second));
    }

    private static bool Same(char a, char b, bool ignoreCase) =>
        a == b || (ignoreCase && char.ToLowerInvariant(a) == char.ToLowerInvariant(b));
}
