using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>A line's number (below zero: the last one) or a pattern.</summary>
internal sealed record SedAddress(int Line, Regex? Pattern)
{
    public bool Hits(int number, bool isLast, string line) =>
        Pattern?.IsMatch(line) ?? (Line < 0 ? isLast : number == Line);
}

/// <summary>One command with what it applies to.</summary>
internal sealed class SedCommand
{
    public SedAddress? From { get; init; }

    public SedAddress? To { get; init; }

    public bool Negated { get; init; }

    public char Letter { get; init; }

    public Regex? Pattern { get; init; }

    public string Text { get; init; } = "";

    public string Flags { get; init; } = "";

    public bool Inside { get; set; }

    public char Mapped(char c) => Text.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Flags[at] : c;
}

/// <summary>Reads a script of <c>sed</c>.</summary>
internal sealed class SedScript(string script, bool extended)
{
    private const int CommandsMax = 100;
    private int at;

    public List<SedCommand> Read()
    {
        var commands = new List<SedCommand>();
        while (true)
        {
            while (at < script.Length && (char.IsWhiteSpace(script[at]) || script[at] is ';' or '{' or '}'))
            {
                at++;
            }

            if (at >= script.Length)
            {
                return commands;
            }

            if (commands.Count > CommandsMax)
            {
                throw new ShellSyntaxException("script too long");
            }

            commands.Add(One());
        }
    }

    private SedCommand One()
    {
        var from = ReadAddress();
        SedAddress? to = null;
        if (from is not null && at < script.Length && script[at] == ',')
        {
            at++;
            to = ReadAddress() ?? throw new ShellSyntaxException("no address after comma");
        }

        while (at < script.Length && script[at] == ' ')
        {
            at++;
        }

        var negated = at < script.Length && script[at] == '!';
        at += negated ? 1 : 0;
        var letter = at < script.Length ? script[at++] : throw new ShellSyntaxException("missing command");
        var (pattern, text, flags) = ((Regex?)null, "", "");
        if (letter is 's' or 'y')
        {
            var delimiter = at < script.Length ? script[at++] : throw new ShellSyntaxException("missing delimiter");
            var what = Until(delimiter);
            text = Until(delimiter);
            var start = at;
            while (at < script.Length && (char.IsAsciiDigit(script[at]) || script[at] is 'g' or 'p' or 'i' or 'I'))
            {
                at++;
            }

            flags = script[start..at];
            if (letter == 'y')
            {
                (text, flags) = what.Length == text.Length
                    ? (what, text)
                    : throw new ShellSyntaxException("strings for 'y' command are different lengths");
            }
            else
            {
                pattern = Pattern(what, flags.AsSpan().IndexOfAny('i', 'I') >= 0);
            }
        }
        else if (letter is not ('d' or 'p' or 'q'))
        {
            throw new ShellSyntaxException($"unsupported command {letter}");
        }

        return new SedCommand
        {
            From = from,
            To = to,
            Negated = negated,
            Letter = letter,
            Pattern = pattern,
            Text = text,
            Flags = flags,
        };
    }

    private SedAddress? ReadAddress()
    {
        if (at >= script.Length)
        {
            return null;
        }

        if (script[at] == '$')
        {
            at++;
            return new SedAddress(-1, null);
        }

        if (script[at] == '/')
        {
            at++;
            return new SedAddress(0, Pattern(Until('/'), ignoreCase: false));
        }

        var start = at;
        while (at < script.Length && char.IsAsciiDigit(script[at]))
        {
            at++;
        }

        return at == start ? null : new SedAddress(ShellLines.Number(script[start..at]) ?? int.MaxValue, null);
    }

    private Regex Pattern(string text, bool ignoreCase) =>
        ShellPosix.Read(text, extended, ignoreCase) ?? throw new ShellSyntaxException($"bad regex '{text}'");

    private string Until(char delimiter)
    {
        var text = new StringBuilder();
        for (; at < script.Length; at++)
        {
            if (script[at] == delimiter)
            {
                at++;
                return text.ToString();
            }

            if (script[at] == '\\' && at + 1 < script.Length)
            {
                at++;
                text.Append(script[at] == delimiter ? "" : "\\");
            }

            text.Append(script[at]);
        }

        throw new ShellSyntaxException("unmatched '" + delimiter + "'");
    }
}
