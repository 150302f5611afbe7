using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>YAML as sigs.k8s.io/yaml prints it: keys sorted, block style, strings quoted only where they must be.</summary>
internal static class YamlWriter
{
    private const int Width = 80;

    public static byte[] Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node, 0, inList: false);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonNode? node, int indent, bool inList)
    {
        switch (node)
        {
            case JsonObject { Count: 0 }:
                text.Append("{}\n");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]\n");
                break;
            case JsonObject map:
                var first = true;
                foreach (var (key, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    Indent(text, first && inList ? 0 : indent);
                    first = false;
                    var column = text.Length;
                    text.Append(Scalar(key, indent)).Append(':');
                    Value(text, value, indent, text.Length - column + indent);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Indent(text, indent);
                    text.Append("- ");
                    if (item is JsonObject { Count: > 0 })
                    {
                        Append(text, item, indent + 2, inList: true);
                    }
                    else if (item is JsonArray { Count: > 0 } inner)
                    {
                        text.Append('\n');
                        Append(text, inner, indent + 2, inList: false);
                    }
                    else
                    {
                        Leaf(text, item, indent, indent + 2);
                    }
                }

                break;
            default:
                Leaf(text, node, indent, indent);
                break;
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent, int column)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 }:
                text.Append('\n');
                Append(text, value, indent + 2, inList: false);
                break;
            case JsonArray { Count: > 0 }:
                // Sequences sit at their key's own indentation.
                text.Append('\n');
                Append(text, value, indent, inList: false);
                break;
            default:
                text.Append(' ');
                Leaf(text, value, indent, column + 1);
                break;
        }
    }

    private static void Leaf(StringBuilder text, JsonNode? value, int indent, int column)
    {
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case JsonObject:
                text.Append("{}\n");
                break;
            case JsonArray:
                text.Append("[]\n");
                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.String:
                String(text, v.GetValue<string>(), indent, column);
                break;
            default:
                text.Append(value.ToJsonString()).Append('\n');
                break;
        }
    }

    private static void String(StringBuilder text, string value, int indent, int column)
    {
        if (value.Contains('\n', StringComparison.Ordinal) && value.All(c => c == '\n' || !char.IsControl(c)))
        {
            Block(text, value, indent);
            return;
        }

        text.Append(Fold(Scalar(value, indent), indent + 2, column)).Append('\n');
    }

    private static void Block(StringBuilder text, string value, int indent)
    {
        var body = value.TrimEnd('\n');
        var tail = value.Length - body.Length;
        text.Append('|').Append(value[0] is ' ' or '\n' ? "2" : "").Append(tail == 0 ? "-" : tail == 1 ? "" : "+").Append('\n');
        foreach (var line in (tail > 1 ? value[..^1] : body).Split('\n'))
        {
            if (line.Length > 0)
            {
                Indent(text, indent + 2);
            }

            text.Append(line).Append('\n');
        }
    }

    /// <summary>Breaks long plain and single-quoted scalars at blanks, as the emitter does beyond its width.</summary>
    private static string Fold(string scalar, int indent, int column)
    {
        if (column + scalar.Length <= Width || scalar.StartsWith('"'))
        {
            return scalar;
        }

        var folded = new StringBuilder();
        var at = column;
        for (var i = 0; i < scalar.Length; i++)
        {
            var breakable = scalar[i] == ' ' && i > 0 && i + 1 < scalar.Length && scalar[i + 1] != ' ' && scalar[i - 1] != ' ';
            if (breakable && at > Width)
            {
                folded.Append('\n').Append(' ', indent);
                at = indent;
            }
            else
            {
                folded.Append(scalar[i]);
                at++;
            }
        }

        return folded.ToString();
    }

    private static string Scalar(string value, int indent)
    {
        _ = indent;
        if (value.Length == 0)
        {
            return "\"\"";
        }

        if (value.Any(c => char.IsControl(c) || c is '\u0085' or '\u2028' or '\u2029' or '\ufeff'))
        {
            return DoubleQuoted(value);
        }

        if (LooksTyped(value))
        {
            return $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }

        return IsPlain(value) ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Strings that would be read back as something else are double-quoted.</summary>
    private static bool LooksTyped(string value)
    {
        if (value is "null" or "Null" or "NULL" or "~" or "true" or "True" or "TRUE" or "false" or "False" or "FALSE"
            or "y" or "Y" or "yes" or "Yes" or "YES" or "n" or "N" or "no" or "No" or "NO"
            or "on" or "On" or "ON" or "off" or "Off" or "OFF" or "<<" or ".inf" or "-.inf" or ".nan" or ".NaN")
        {
            return true;
        }

        var c = value[0];
        if (!(char.IsAsciiDigit(c) || c is '-' or '+' or '.'))
        {
            return false;
        }

        return double.TryParse(value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || value.StartsWith("0x", StringComparison.Ordinal) || value.StartsWith("0o", StringComparison.Ordinal)
            || (value.Length >= 10 && char.IsAsciiDigit(c) && value[4] == '-'
                && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _))
            || IsSexagesimal(value);
    }

    private static bool IsSexagesimal(string value)
    {
        var parts = value.TrimStart('-', '+').Split(':');
        return parts.Length > 1 && parts.All(p => p.Length is > 0 and <= 2 && p.All(char.IsAsciiDigit));
    }

    private static bool IsPlain(string value)
    {
        if (value[0] is ' ' || value[^1] is ' ' or ':' || "-?:,[]{}#&*!|>'\"%@`".Contains(value[0]))
        {
            var dashes = value[0] is '-' or '?' or ':' && value.Length > 1 && value[1] != ' ' && value[^1] is not (' ' or ':');
            if (!dashes || value.StartsWith("---", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal);
    }

    private static string DoubleQuoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                '\r' => text.Append("\\r"),
                '\0' => text.Append("\\0"),
                _ when c < 0x100 && char.IsControl(c) => text.Append("\\x").Append(((int)c).ToString("X2", CultureInfo.InvariantCulture)),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' =>
                    text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

    private static void Indent(StringBuilder text, int count) => text.Append(' ', count);
}
