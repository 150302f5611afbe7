using System.Text.RegularExpressions;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>AllowedPattern: the whole value must match. Bounded in time whatever the pattern.</summary>
internal static class ParameterPattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    public static void Check(string pattern, string value)
    {
        bool matches;
        try
        {
            matches = Compile(pattern).IsMatch(value);
        }
        catch (ArgumentException)
        {
            throw ParameterStoreErrors.BadPattern(pattern);
        }
        catch (RegexMatchTimeoutException)
        {
            matches = false;
        }

        if (!matches)
        {
            throw ParameterStoreErrors.PatternMismatch(pattern);
        }
    }

    private static Regex Compile(string pattern)
    {
        var whole = $@"\A(?:{pattern})\z";
        try
        {
            return new Regex(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
        }
        catch (NotSupportedException)
        {
            // Look-around and back-references are legal in AWS's patterns, but need the backtracking engine.
            return new Regex(whole, RegexOptions.CultureInvariant, Limit);
        }
    }
}
