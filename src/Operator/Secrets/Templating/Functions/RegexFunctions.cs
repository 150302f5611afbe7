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

    // A step of the template's pays for so many of the matcher's.
    private const int StepUnits = 50;

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

    private static T Run<T>(Executor executor, Func<RegexpBudget, T> work)
    {
        var steps = executor.StepsLeft;
        var budget = new RegexpBudget((long)steps * StepUnits, executor.Environment.OutputBytesMax);
        try
        {
            var result = work(budget);
            executor.Step((int)(budget.Spent / StepUnits));
            return result;
        }
        catch (TimeoutException failed)
        {
            throw new GoErrorException(failed.Message);
        }
    }

    public static bool RegexMatch(Executor executor, string pattern, string text)
    {
        GoRegexp regexp;
        try
        {
            regexp = Compile(pattern);
        }
        catch (GoErrorException)
        {
            return false;
        }
        return Run(executor, b => regexp.IsMatchBytes(text, b));
    }

    public static bool MustRegexMatch(Executor executor, string pattern, string text)
    {
        var regexp = Compile(pattern);
        return Run(executor, b => regexp.IsMatchBytes(text, b));
    }

    public static GoSlice RegexFindAll(Executor executor, string pattern, string text, nint count) =>
        FindAll(executor, MustCompile(pattern), text, count);

    public static GoSlice MustRegexFindAll(Executor executor, string pattern, string text, nint count) =>
        FindAll(executor, Compile(pattern), text, count);

    private static GoSlice FindAll(Executor executor, GoRegexp regexp, string text, nint count)
    {
        var found = Run(executor, b => regexp.FindAllBytes(text, (int)Math.Clamp(count, -1, int.MaxValue), b));
        return found.Count == 0 ? GoSlice.Nil(GoType.Strings) : GoSlice.OfStrings(found);
    }

    public static string RegexFind(Executor executor, string pattern, string text) =>
        Find(executor, MustCompile(pattern), text);

    public static string MustRegexFind(Executor executor, string pattern, string text) =>
        Find(executor, Compile(pattern), text);

    private static string Find(Executor executor, GoRegexp regexp, string text) =>
        Run(executor, b => regexp.FindBytes(text, b)) ?? "";

    public static string RegexReplaceAll(Executor executor, string pattern, string text, string replacement) =>
        Replace(executor, MustCompile(pattern), text, replacement);

    public static string MustRegexReplaceAll(Executor executor, string pattern, string text, string replacement) =>
        Replace(executor, Compile(pattern), text, replacement);

    private static string Replace(Executor executor, GoRegexp regexp, string text, string replacement) =>
        Run(executor, b => regexp.ReplaceAllBytes(text, replacement, b));

    public static string RegexReplaceAllLiteral(Executor executor, string pattern, string text, string replacement) =>
        ReplaceLiteral(executor, MustCompile(pattern), text, replacement);

    public static string MustRegexReplaceAllLiteral(Executor executor, string pattern, string text, string replacement) =>
        ReplaceLiteral(executor, Compile(pattern), text, replacement);

    private static string ReplaceLiteral(Executor executor, GoRegexp regexp, string text, string replacement) =>
        Run(executor, b => regexp.ReplaceAllLiteralBytes(text, replacement, b));

    public static GoSlice RegexSplit(Executor executor, string pattern, string text, nint count) =>
        Split(executor, MustCompile(pattern), text, count);

    public static GoSlice MustRegexSplit(Executor executor, string pattern, string text, nint count) =>
        Split(executor, Compile(pattern), text, count);

    private static GoSlice Split(Executor executor, GoRegexp regexp, string text, nint count)
    {
        var pieces = Run(executor, b => regexp.SplitBytes(text, (int)Math.Clamp(count, -1, int.MaxValue), b));
        return pieces is null ? GoSlice.Nil(GoType.Strings) : GoSlice.OfStrings(pieces);
    }

    public static string RegexQuoteMeta(string text) => GoRegexp.QuoteMeta(text);
}
