using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>The shell's patterns: <c>*</c>, <c>?</c>, <c>[a-z]</c>; what follows a backslash stands for itself.</summary>
internal static class ShellPattern
{
    private const int FilesMax = 1000;

    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("*?[]\\") < 0)
        {
            return text;
        }

        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(c is '*' or '?' or '[' or ']' or '\\' ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }

    public static bool HasWildcards(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] is '*' or '?')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pattern covers a whole text; time is bounded by both lengths' product.</summary>
    public static bool Matches(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = ++p;
                mark = t;
            }
            else if (p < pattern.Length && One(pattern, ref p, text[t]))
            {
                t++;
            }
            else if (star >= 0)
            {
                p = star;
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

    /// <summary><c>${V#p}</c>, <c>${V##p}</c>, <c>${V%p}</c>, <c>${V%%p}</c>: without the start or end that fits.</summary>
    public static string Trim(string value, string op, string pattern)
    {
        var atStart = op[0] == '#';
        var longest = op.Length > 1;
        for (var i = 0; i <= value.Length; i++)
        {
            var length = longest ? value.Length - i : i;
            if (Matches(pattern, atStart ? value[..length] : value[^length..]))
            {
                return atStart ? value[length..] : value[..^length];
            }
        }

        return value;
    }

    /// <summary>The files that a pattern names, in order.</summary>
    public static List<string> Files(ShellDisk disk, string pattern)
    {
        var found = new List<string> { pattern.StartsWith('/') ? "/" : "" };
        var pieces = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < pieces.Length && found.Count <= FilesMax; i++)
        {
            var piece = pieces[i];
            var isLast = i == pieces.Length - 1;
            found =
            [
                .. found.SelectMany(at => !HasWildcards(piece)
                    ? [at + Plain(piece) + (isLast ? "" : "/")]
                    : (disk.List(at.Length == 0 ? "." : at) ?? [])
                        .Where(n => (n[0] != '.' || piece[0] == '.') && Matches(piece, n))
                        .Where(n => isLast || disk.List(at + n) is not null)
                        .Select(n => at + n + (isLast ? "" : "/"))),
            ];
        }

        return [.. found.Where(f => disk.Read(f) is not null || disk.List(f) is not null).Take(FilesMax)];
    }

    private static string Plain(string pattern) => pattern.Replace("\\", "", StringComparison.Ordinal);

    private static bool One(string pattern, ref int at, char c)
    {
        switch (pattern[at])
        {
            case '?':
                at++;
                return true;
            case '[' when pattern.IndexOf(']', Math.Min(at + 2, pattern.Length)) is > 0 and var end:
                var set = pattern[(at + 1)..end];
                var negated = set[0] is '!' or '^';
                if (InSet(negated ? set[1..] : set, c) == negated)
                {
                    return false;
                }

                at = end + 1;
                return true;
            case '\\' when at + 1 < pattern.Length:
                if (pattern[at + 1] != c)
                {
                    return false;
                }

                at += 2;
                return true;
            default:
                if (pattern[at] != c)
                {
                    return false;
                }

                at++;
                return true;
        }
    }

    /// <summary>Whether a character is in a set such as <c>a-z_</c> or <c>[:digit:]</c>.</summary>
    public static bool InSet(string set, char c)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (c >= set[i] && c <= set[i + 2])
                {
                    return true;
                }

                i += 2;
            }
            else if (set[i] == c)
            {
                return true;
            }
        }

        return false;
    }
}
