using System.Text;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Parsing;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating;

/// <summary>
/// A parsed Go text/template with ESO's functions. Immutable: parse once, execute often and concurrently.
/// </summary>
public sealed class GoTemplate
{
    private readonly Dictionary<string, ListNode> _trees;

    private GoTemplate(string name, string text, Dictionary<string, ListNode> trees) =>
        (Name, Text, _trees) = (name, text, trees);

    /// <summary>A byte string.</summary>
    internal string Name { get; }

    internal string Text { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="name">Stands in error messages.</param>
    /// <param name="text">The template.</param>
    /// <param name="delimiters">Empty ones are Go's: two braces.</param>
    /// <exception cref="TemplateException">Go's parse error.</exception>
    public static GoTemplate Parse(string name, string text, TemplateDelimiters delimiters = default) =>
        ParseBytes(ByteText.FromText(name), ByteText.FromText(text), delimiters);

    internal static GoTemplate ParseBytes(
        string name, string text, TemplateDelimiters delimiters, Func<string, bool>? isMoreFunction = null)
    {
        var left = string.IsNullOrEmpty(delimiters.Left) ? "{{" : ByteText.FromText(delimiters.Left);
        var right = string.IsNullOrEmpty(delimiters.Right) ? "}}" : ByteText.FromText(delimiters.Right);
        return new GoTemplate(name, text, TemplateParser.Parse(name, text, left, right, n => FunctionTable.Contains(n) || isMoreFunction?.Invoke(n) == true));
    }

    /// <summary>The same templates, with another of them as the one that is executed.</summary>
    internal GoTemplate Rooted(string name) => new(name, Text, _trees);

    internal ListNode? Find(string name) => _trees.GetValueOrDefault(name);

    /// <summary>Renders with <c>missingkey=error</c> over named byte values, as ESO does.</summary>
    /// <exception cref="TemplateException">Go's execution error, or a limit was passed.</exception>
    public byte[] Execute(IEnumerable<KeyValuePair<string, SecretBytes>> data, TemplateEnvironment environment)
    {
        var dot = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in data) dot[ByteText.FromText(key)] = ByteText.FromBytes(value.Reveal().Span);
        return ByteText.ToBytes(Execute(new GoMap(GoType.StringMap, dot), environment));
    }

    /// <summary>Renders over plain text; a missing key is an error unless told otherwise.</summary>
    /// <exception cref="TemplateException">Go's execution error, or a limit was passed.</exception>
    public string ExecuteText(
        IEnumerable<KeyValuePair<string, string>> data,
        TemplateEnvironment environment,
        bool missingKeyIsError = true)
    {
        var dot = GoMap.OfStrings(data.Select(
            e => new KeyValuePair<string, string>(ByteText.FromText(e.Key), ByteText.FromText(e.Value))));
        return ByteText.ToText(Execute(dot, environment, missingKeyIsError));
    }

    /// <summary>Renders over any value the engine knows; the result is a byte string.</summary>
    internal string Execute(object? dot, TemplateEnvironment environment, bool missingKeyIsError = true)
    {
        var output = new StringBuilder();
        new Executor(this, environment, output, missingKeyIsError).Run(Val.Of(dot));
        return output.ToString();
    }
}

/// <summary>The marks around actions; empty means two braces.</summary>
public readonly record struct TemplateDelimiters(string Left, string Right);
