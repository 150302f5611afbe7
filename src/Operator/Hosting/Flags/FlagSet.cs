using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Eso.Operator.Secrets;

namespace Eso.Operator.Hosting.Flags;

/// <summary>
/// Flags of a command that fill one options record, with Go's spellings (<c>--flag</c>, <c>--flag=false</c>, 2160h) and
/// Go's complaints. Sets of one command may share a flag: it is declared once and read by both.
/// </summary>
internal sealed class FlagSet<T>(Command command)
{
    private readonly List<Func<ParseResult, T, T>> readers = [];

    /// <summary>What the command line says, on top of the defaults.</summary>
    public T Read(ParseResult parsed, T defaults) =>
        readers.Aggregate(defaults, (options, reader) => reader(parsed, options));

    public FlagSet<T> Text(string name, string help, Func<T, string, T> set) =>
        Add(name, help, static (string text, out string value) => (value = text, "").Item2, set);

    public FlagSet<T> Flag(string name, string help, Func<T, bool, T> set) =>
        Add(name, help, GoFlagValues.Flag, set, ArgumentArity.ZeroOrOne);

    public FlagSet<T> Whole(string name, string help, Func<T, int, T> set) => Add(name, help, GoFlagValues.Whole, set);

    public FlagSet<T> Number(string name, string help, Func<T, double, T> set) => Add(name, help, GoFlagValues.Number, set);

    public FlagSet<T> Span(string name, string help, Func<T, TimeSpan, T> set) => Add(name, help, GoFlagValues.Span, set);

    /// <summary>A flag that takes only some words.</summary>
    public FlagSet<T> Word<TWord>(string name, string help, GoFlagParser<TWord> parse, Func<T, TWord, T> set) =>
        Add(name, help, parse, set);

    /// <summary>Flags of ESO's that mean nothing here: taken, so that a Deployment written for ESO starts.</summary>
    public FlagSet<T> Ignored(bool flags, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Declare(name, "taken for ESO's sake; changes nothing here", flags ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne)
                .Hidden = true;
        }

        return this;
    }

    private FlagSet<T> Add<TValue>(
        string name, string help, GoFlagParser<TValue> parse, Func<T, TValue, T> set, ArgumentArity? arity = null)
    {
        var option = Declare(name, help, arity ?? ArgumentArity.ExactlyOne);
        option.Validators.Add(result =>
        {
            if (result.Implicit || parse(Given(result), out _) is not { Length: > 0 } problem)
            {
                return;
            }

            result.AddError($"invalid argument {GoFlagValues.Quote(Given(result))} for \"{name}\" flag: {problem}");
        });
        readers.Add((parsed, options) =>
        {
            if (parsed.GetResult(option) is not { Implicit: false } result)
            {
                return options;
            }

            parse(Given(result), out var value);
            return set(options, value);
        });
        return this;
    }

    private Option<string> Declare(string name, string help, ArgumentArity arity)
    {
        if (command.Options.FirstOrDefault(o => o.Name == name) is Option<string> there)
        {
            return there;
        }

        var option = new Option<string>(name) { Description = help, Arity = arity };
        command.Options.Add(option);
        return option;
    }

    /// <summary>The last one wins, as in Go; a flag without a value means true.</summary>
    private static string Given(OptionResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : "true";
}

/// <summary>Reads a flag's text: the problem in Go's words, empty when there is none.</summary>
internal delegate string GoFlagParser<TValue>(string text, out TValue value);

/// <summary>Go's readings of flag values.</summary>
internal static class GoFlagValues
{
    public static string Flag(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False"
            ? ""
            : $"strconv.ParseBool: parsing {Quote(text)}: invalid syntax";
    }

    public static string Whole(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            ? ""
            : $"strconv.ParseInt: parsing {Quote(text)}: invalid syntax";

    public static string Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            ? ""
            : $"strconv.ParseFloat: parsing {Quote(text)}: invalid syntax";

    public static string Span(string text, out TimeSpan value)
    {
        var good = GoDuration.TryParse(text, out var duration, out var error);
        value = good ? duration.ToTimeSpan() : default;
        return good ? "" : error;
    }

    public static string Quote(string text) => $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
