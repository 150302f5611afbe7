using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>
/// JSON as block YAML that <see cref="YamlText"/> reads back to the same value: texts plain where no reader could take
/// them for something else, several lines as a block, everything else quoted as JSON does.
/// </summary>
internal static class YamlWriting
{
    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Reserved =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

    public static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        Members(text, document, 0);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject members, int depth)
    {
        foreach (var (name, value) in members)
        {
            text.Append(' ', depth * 2).Append(Scalar(name)).Append(':');
            Value(text, value, depth, inList: false);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int depth, bool inList)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members when inList:
                // The first member stands behind the dash.
                var inner = new StringBuilder();
                Members(inner, members, depth + 1);
                text.Append(' ').Append(inner, (depth + 1) * 2, inner.Length - ((depth + 1) * 2));
                break;
            case JsonObject { Count: > 0 } members:
                text.Append('\n');
                Members(text, members, depth + 1);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                foreach (var item in items)
                {
                    text.Append(' ', (depth + 1) * 2).Append('-');
                    Value(text, item, depth + 1, inList: true);
                }

                break;
            case JsonObject:
                text.Append(" {}\n");
                break;
            case JsonArray:
                text.Append(" []\n");
                break;
            case JsonValue one when one.GetValueKind() == JsonValueKind.String:
                Text(text, one.GetValue<string>(), depth);
                break;
            default:
                text.Append(' ').Append(value?.ToJsonString() ?? "null").Append('\n');
                break;
        }
    }

    private static void Text(StringBuilder text, string value, int depth)
    {
        if (!IsBlock(value))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
            return;
        }

        // "-" takes the last line's end away, "+" keeps all of them.
        text.Append(value.EndsWith('\n') ? " |+\n" : " |-\n");
        foreach (var line in (value.EndsWith('\n') ? value[..^1] : value).Split('\n'))
        {
            text.Append(' ', line.Length == 0 ? 0 : (depth + 1) * 2).Append(line).Append('\n');
        }
    }

    private static bool IsBlock(string value) =>
        value.Contains('\n', StringComparison.Ordinal) && value[0] is not (' ' or '\n')
        && value.Trim('\n').Length > 0 && !value.EndsWith("\n\n", StringComparison.Ordinal)
        && value.All(c => c is '\n' or (>= ' ' and <= '~'))
        && !value.Split('\n').Any(l => l.EndsWith(' ') || l.StartsWith(' ') && l.Trim().Length == 0);

    private static string Scalar(string value)
    {
        if (IsPlain(value) || Guid.TryParseExact(value, "D", out _))
        {
            return value;
        }

        if (!value.All(c => c is >= ' ' and <= '~'))
        {
            return JsonSerializer.Serialize(value, Escaped);
        }

        // Policies and other JSON texts are full of double quotes.
        return value.Contains('"', StringComparison.Ordinal) && !value.Contains('\'', StringComparison.Ordinal)
            ? $"'{value}'"
            : JsonSerializer.Serialize(value, Relaxed);
    }

    private static bool IsPlain(string value) =>
        value.Length is > 0 and <= 200
        && (char.IsAsciiLetter(value[0]) || value[0] is '/' or '_')
        && value.All(c => char.IsAsciiLetterOrDigit(c) || "/_-.:@+=, ()".Contains(c, StringComparison.Ordinal))
        && value[^1] is not (':' or ' ')
        && !value.Contains(": ", StringComparison.Ordinal)
        && !Reserved.Contains(value, StringComparer.OrdinalIgnoreCase);
}
