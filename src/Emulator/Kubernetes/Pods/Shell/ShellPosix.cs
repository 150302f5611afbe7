using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>POSIX patterns of grep and sed as .NET's without backtracking, so that none takes more than its time.</summary>
internal static class ShellPosix
{
    private const int LengthMax = 1000;

    /// <summary>A basic or extended pattern; null: it cannot be read.</summary>
    public static Regex? Read(string pattern, bool extended, bool ignoreCase = false)
    {
        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            return pattern.Length > LengthMax ? null : new Regex(
                extended ? Classes(pattern) : Extended(pattern),
                ignoreCase ? options | RegexOptions.IgnoreCase : options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static bool Find(string pattern, string text) => Read(pattern, extended: true)?.IsMatch(text) ?? false;

    /// <summary>In a basic pattern brackets and counts are special behind a backslash, and only there.</summary>
    private static string Extended(string basic)
    {
        var text = new StringBuilder();
        for (var i = 0; i < basic.Length; i++)
        {
            var c = basic[i];
            if (c == '[' && End(basic, i) is var end and > 0)
            {
                text.Append(basic, i, end - i + 1);
                i = end;
            }
            else if (c == '\\' && i + 1 < basic.Length)
            {
                i++;
                text.Append(IsSpecial(basic[i]) ? "" : "\\").Append(basic[i]);
            }
            else
            {
                text.Append(IsSpecial(c) || (c == '*' && i == 0) ? "\\" : "").Append(c);
            }
        }

        return Classes(text.ToString());
    }

    private static bool IsSpecial(char c) => c is '(' or ')' or '{' or '}' or '|' or '+' or '?';

    private static int End(string pattern, int at)
    {
        var i = at + 1;
        i += i < pattern.Length && pattern[i] == '^' ? 1 : 0;
        i += i < pattern.Length && pattern[i] == ']' ? 1 : 0;
        for (; i < pattern.Length && pattern[i] != ']'; i++)
        {
            if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                i = Math.Max(i, pattern.IndexOf(":]", i, StringComparison.Ordinal) + 1);
            }
        }

        return i < pattern.Length ? i : -1;
    }

    private static string Classes(string pattern) => pattern
        .Replace("[:alnum:]", "a-zA-Z0-9", StringComparison.Ordinal)
        .Replace("[:alpha:]", "a-zA-Z", StringComparison.Ordinal)
        .Replace("[:digit:]", "0-9", StringComparison.Ordinal)
        .Replace("[:lower:]", "a-z", StringComparison.Ordinal)
        .Replace("[:upper:]", "A-Z", StringComparison.Ordinal)
        .Replace("[:space:]", "\\s", StringComparison.Ordinal)
        .Replace("[:xdigit:]", "0-9A-Fa-f", StringComparison.Ordinal);
}
