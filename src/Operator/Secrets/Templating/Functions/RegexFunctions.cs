using System.Collections.Concurrent;
using Eso.Operator.Secrets.Regexp;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: regular expressions. Those without "must" panic in Go on a bad pattern; regexMatch says false.</summary>
[TemplateFunctions]
internal static class RegexFunctions
{
    private const int CachedMax = 256;

    private static readonly ConcurrentDictionary<string, GoRegexp> Cache = new(StringComparer.Ordinal);

    private static GoRegexp Compile(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var cached)) return cached;
        GoRegexp compiled;
        try
        {
            compiled = GoRegexp.CompileBytes(pattern);
        }
        catch (FormatException refused)
        {
            throw new GoErrorException(ByteText.FromText(refused.Message));
        }
        if (Cache.Count >= CachedMax) Cache.Clear();
        Cache[pattern] = compiled;
        return compiled;
    }

    private static GoRegexp MustCompile(string pattern)
    {
        try
        {
            return Compile(pattern);
        }
        catch (GoErrorException refused)
        {
            var quoted = GoQuote.CanBackquote(pattern) ? "`" + pattern + "`" : GoQuote.Quote(pattern);
            throw new GoErrorException($"regexp: Compile({quoted}): {refused.Message}");
        }
    }

    public static bool RegexMatch(string pattern, string text)
    {
        try
        {
            return Compile(pattern).IsMatchBytes(text);
        }
        catch (GoErrorException)
        {
            return false;
        }
    }

    public static bool MustRegexMatch(string pattern, string text) => Compile(pattern).IsMatchBytes(text);

    public static GoSlice RegexFindAll(string pattern, string text, nint count) => FindAll(MustCompile(pattern), text, count);

    public static GoSlice MustRegexFindAll(string pattern, string text, nint count) => FindAll(Compile(pattern), text, count);

    private static GoSlice FindAll(GoRegexp regexp, string text, nint count)
    {
        var found = regexp.FindAllBytes(text, (int)Math.Clamp(count, -1, int.MaxValue));
        return found.Count == 0 ? GoSlice.Nil(GoType.Strings) : GoSlice.OfStrings(found);
    }

    public static string RegexFind(string pattern, string text) => MustCompile(pattern).FindBytes(text) ?? "";

    public static string MustRegexFind(string pattern, string text) => Compile(pattern).FindBytes(text) ?? "";

    public static string RegexReplaceAll(string pattern, string text, string replacement) =>
        MustCompile(pattern).ReplaceAllBytes(text, replacement);

    public static string MustRegexReplaceAll(string pattern, string text, string replacement) =>
        Compile(pattern).ReplaceAllBytes(text, replacement);

    public static string RegexReplaceAllLiteral(string pattern, string text, string replacement) =>
        MustCompile(pattern).ReplaceAllLiteralBytes(text, replacement);

    public static string MustRegexReplaceAllLiteral(string pattern, string text, string replacement) =>
        Compile(pattern).ReplaceAllLiteralBytes(text, replacement);

    public static GoSlice RegexSplit(string pattern, string text, nint count) => Split(MustCompile(pattern), text, count);

    public static GoSlice MustRegexSplit(string pattern, string text, nint count) => Split(Compile(pattern), text, count);

    private static GoSlice Split(GoRegexp regexp, string text, nint count)
    {
        var pieces = regexp.SplitBytes(text, (int)Math.Clamp(count, -1, int.MaxValue));
        return pieces is null ? GoSlice.Nil(GoType.Strings) : GoSlice.OfStrings(pieces);
    }

    public static string RegexQuoteMeta(string text) => GoRegexp.QuoteMeta(text);
}
