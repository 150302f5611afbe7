using System.CommandLine;

namespace Eso.Operator.Hosting.Commands;

/// <summary>What is wrong with a command line, in the words of the library ESO parses its own with.</summary>
internal static class GoComplaint
{
    /// <summary>Null when nothing is wrong, or when help is asked for.</summary>
    public static string? About(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        if (parsed.UnmatchedTokens.Count == 0)
        {
            return parsed.Errors[0].Message;
        }

        return parsed.UnmatchedTokens[0] switch
        {
            ['-', '-', ..] flag => $"unknown flag: {flag.Split('=')[0]}",
            ['-', var letter, ..] flag => $"unknown shorthand flag: '{letter}' in {flag}",
            var word => $"unknown command \"{word}\" for \"external-secrets\"",
        };
    }
}
