using System.Text;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>Where a field path led: the error in the words of the real server, or the place found.</summary>
/// <param name="Root">The first name of the path.</param>
/// <param name="Text">The path as errors print it behind another (<c>a.b[key]</c>).</param>
/// <param name="Schema">What stands there; null below <c>additionalProperties: true</c>.</param>
internal sealed record FoundPath(string? Error, string Root = "", string Text = "", SchemaNode? Schema = null);

/// <summary>The path of a rule or a selectable field: <c>.a.b</c>, <c>['odd name']</c>; it must lead through the schema.</summary>
internal static class RulePath
{
    private const string End = "unexpected end of JSON path";
    private const string Unknown = "does not refer to a valid field";

    public static FoundPath Find(string path, SchemaNode schema, bool allowBrackets = true)
    {
        var text = new StringBuilder();
        SchemaNode? node = schema;
        var root = "";
        using var tokens = Tokens(path).GetEnumerator();
        while (tokens.MoveNext())
        {
            var isBracket = tokens.Current == "[";
            if (!isBracket && tokens.Current != ".")
            {
                return new FoundPath("expected [ or . but got: " + tokens.Current);
            }

            if (isBracket && !allowBrackets)
            {
                return new FoundPath("array notation is not allowed");
            }

            if (!tokens.MoveNext())
            {
                return new FoundPath(End);
            }

            var name = tokens.Current;
            if (isBracket && Unquote(tokens.Current, out name) is { } fault)
            {
                return new FoundPath(fault);
            }

            if (Step(ref node, name, text) is { } problem)
            {
                return new FoundPath(problem);
            }

            root = root.Length == 0 ? name : root;
            if (isBracket && !tokens.MoveNext())
            {
                return new FoundPath(End);
            }

            if (isBracket && tokens.Current != "]")
            {
                return new FoundPath("expected ] but got " + tokens.Current);
            }
        }

        return new FoundPath(null, root, text.ToString(), node);
    }

    private static string? Step(ref SchemaNode? node, string name, StringBuilder text)
    {
        if (node is { Properties.Count: > 0 })
        {
            text.Append(text.Length == 0 ? "" : ".").Append(name);
            node = node.Properties.GetValueOrDefault(name);
            return node is null ? Unknown : null;
        }

        if (node is not { HasAdditional: true })
        {
            return Unknown;
        }

        text.Append('[').Append(name).Append(']');
        node = node.AdditionalProperties;
        return null;
    }

    /// <summary>The three delimiters, quoted texts, and whatever stands between.</summary>
    private static IEnumerable<string> Tokens(string path)
    {
        var at = 0;
        while (at < path.Length)
        {
            var end = path[at] == '\'' ? Quoted(path, at)
                : path[at] is '.' or '[' or ']' ? at + 1
                : path.IndexOfAny(['.', '[', ']'], at) is var next and >= 0 ? next : path.Length;
            yield return path[at..end];
            at = end;
        }
    }

    private static int Quoted(string path, int at)
    {
        for (var i = at + 1; i < path.Length; i++)
        {
            if (path[i] == '\'' && path[i - 1] != '\\')
            {
                return i + 1;
            }
        }

        return path.Length;
    }

    private static string? Unquote(string token, out string name)
    {
        name = "";
        if (token.Length < 2 || token[0] != '\'' || token[^1] != '\'')
        {
            return "expected single quoted string but got " + token;
        }

        var text = new StringBuilder();
        for (var i = 1; i < token.Length - 1; i++)
        {
            if (token[i] != '\\' || i + 1 == token.Length - 1)
            {
                text.Append(token[i]);
                continue;
            }

            i++;
            var at = "abfnrtv'\\".IndexOf(token[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return $"invalid string literal: invalid escape char \\{token[i]}";
            }

            text.Append("\a\b\f\n\r\t\v'\\"[at]);
        }

        name = text.ToString();
        return null;
    }
}
