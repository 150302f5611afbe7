using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// Go's regular expressions (RE2 syntax) on .NET's non-backtracking engine, so that time stays linear in the text. The
/// pattern is checked and rewritten here; faults read as regexp/syntax words them.
/// </summary>
internal sealed class GoRegex
{
    private const int PatternMax = 10_000;
    private const int CacheMax = 2_000;
    private static readonly ConcurrentDictionary<string, (GoRegex? Regex, string Error)> Cache = new(StringComparer.Ordinal);

    private readonly Regex _regex;

    private GoRegex(Regex regex) => _regex = regex;

    /// <summary>The compiled pattern; null and Go's error text when it is none.</summary>
    public static GoRegex? Compile(string pattern, out string error)
    {
        if (Cache.Count > CacheMax)
        {
            Cache.Clear();
        }

        (var regex, error) = Cache.GetOrAdd(pattern, static p => Make(p));
        return regex;
    }

    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>The first match; null when there is none.</summary>
    public string? Find(string text) => _regex.Match(text) is { Success: true } match ? match.Value : null;

    /// <summary>All matches, at most <paramref name="limit"/> when that is not negative.</summary>
    public List<string> FindAll(string text, long limit)
    {
        var found = new List<string>();
        var last = -1;
        for (var match = _regex.Match(text); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch())
        {
            // Go refuses an empty match right behind the previous one.
            if (match.Length > 0 || match.Index != last)
            {
                found.Add(match.Value);
            }

            last = match.Index + match.Length;
        }

        return found;
    }

    private static (GoRegex? Regex, string Error) Make(string pattern)
    {
        if (pattern.Length > PatternMax)
        {
            return (null, "error parsing regexp: expression too large");
        }

        try
        {
            var rewritten = new GoRegexRewriter(pattern).Run();
            return (new GoRegex(new Regex(rewritten, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)), "");
        }
        catch (GoRegexSyntaxException e)
        {
            return (null, "error parsing regexp: " + e.Message);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, "error parsing regexp: expression too large");
        }
    }
}
