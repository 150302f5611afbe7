using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>The end of a generated object's name: ten characters of a hash of its content, the name itself left out.</summary>
internal static class ContentHash
{
    private const int Length = 10;

    public static string Of(JsonObject obj)
    {
        var kind = (string?)obj["kind"] ?? "";
        var content = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["data"] = obj["data"] ?? "",
            ["kind"] = kind,
            ["name"] = "",
        };
        if (kind == "Secret")
        {
            content["type"] = obj["type"] ?? "";
        }

        foreach (var key in (string[])["binaryData", "stringData"])
        {
            if (obj[key] is JsonObject more)
            {
                content[key] = more;
            }
        }

        var text = new StringBuilder();
        Write(text, content);
        var hex = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        return string.Concat(hex[..Length].Select(Readable));
    }

    /// <summary>No vowels and nothing that reads as something else: as Kubernetes' own random names.</summary>
    private static char Readable(char c) => c switch { '0' => 'g', '1' => 'h', '3' => 'k', 'a' => 'm', 'e' => 't', _ => c };

    private static void Write(StringBuilder text, IEnumerable<KeyValuePair<string, JsonNode?>> map)
    {
        text.Append('{');
        var first = true;
        foreach (var (key, value) in map)
        {
            text.Append(first ? "" : ",");
            first = false;
            Quote(text, key);
            text.Append(':');
            if (value is JsonObject inner)
            {
                Write(text, inner.OrderBy(p => p.Key, StringComparer.Ordinal));
            }
            else
            {
                Quote(text, value?.ToString() ?? "");
            }
        }

        text.Append('}');
    }

    // As Go's encoding/json writes strings.
    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '<' or '>' or '&' or '\u2028' or '\u2029' => text.Append($"\\u{(int)c:x4}"),
                < ' ' => text.Append($"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
