using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>The fieldPath of a rule: <c>.a.b</c>, <c>['odd name']</c>; it must lead through the schema's properties.</summary>
internal static partial class RulePath
{
    /// <summary>The path as errors print it behind the rule's own path (<c>.a.b</c>, <c>[key]</c>); null when it is none.</summary>
    public static string? Parse(string path, SchemaNode schema)
    {
        var text = new StringBuilder();
        var node = schema;
        var at = 0;
        while (at < path.Length)
        {
            var match = Part().Match(path, at);
            if (!match.Success || match.Index != at)
            {
                return null;
            }

            at += match.Length;
            var name = match.Groups["dot"].Success ? match.Groups["dot"].Value : Unquote(match.Groups["quoted"].Value);
            if (node.Type != "object")
            {
                return null;
            }

            if (node.Properties.TryGetValue(name, out var property))
            {
                text.Append('.').Append(name);
                node = property;
            }
            else if (node.AdditionalProperties is { } values)
            {
                text.Append('[').Append(name).Append(']');
                node = values;
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static string Unquote(string text) => text.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex(@"\G(?:\.(?<dot>[^.\['\s]+)|\['(?<quoted>(?:[^'\\]|\\.)*)'\])")]
    private static partial Regex Part();
}
