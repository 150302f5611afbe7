using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Go's encoding/json complaints about a text, for the few places that show them.</summary>
internal static class GoJson
{
    private const int DepthMax = 10000;

    /// <summary>A copy with the keys in the order in which Go prints a map.</summary>
    public static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject obj => new JsonObject(obj.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        JsonValue v when v.GetValueKind() == JsonValueKind.Number && !GoNumbers.IsInteger(v) =>
            GoNumbers.Node(GoNumbers.Double(v)),
        _ => node?.DeepClone(),
    };

    /// <summary>As json.MarshalIndent writes it, with the characters of HTML escaped.</summary>
    public static string Indented(JsonNode? node, string indent)
    {
        var text = new StringBuilder();
        Indent(node, "\n", indent, text);
        return text.ToString();
    }

    private static void Indent(JsonNode? node, string line, string indent, StringBuilder text)
    {
        if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            var inner = line + indent;
            var isMap = node is JsonObject;
            var items = node is JsonObject map
                ? map.Select(f => (Key: FieldError.GoJsonText(f.Key) + ": ", f.Value))
                : ((JsonArray)node).Select(v => (Key: "", Value: v));
            text.Append(isMap ? '{' : '[');
            var isFirst = true;
            foreach (var (key, value) in items)
            {
                text.Append(isFirst ? "" : ",").Append(inner).Append(key);
                Indent(value, inner, indent, text);
                isFirst = false;
            }

            text.Append(line).Append(isMap ? '}' : ']');
        }
        else
        {
            text.Append(node is null ? "null" : FieldError.GoJsonText(node));
        }
    }

    /// <summary>Why the bytes are no JSON object as Go's Unmarshal into a map says it; null when they are one.</summary>
    public static string? ObjectProblem(ReadOnlySpan<byte> json)
    {
        var at = 0;
        var depth = 0;
        Skip(json, ref at);
        var start = at;
        var problem = Value(json, ref at, depth, "beginning of value");
        if (problem is not null)
        {
            return problem;
        }

        Skip(json, ref at);
        if (at < json.Length)
        {
            return Bad(json, at, "after top-level value");
        }

        return json[start] switch
        {
            (byte)'{' or (byte)'n' => null,
            (byte)'[' => "json: cannot unmarshal array into Go value of type map[string]interface {}",
            (byte)'"' => "json: cannot unmarshal string into Go value of type map[string]interface {}",
            (byte)'t' or (byte)'f' => "json: cannot unmarshal bool into Go value of type map[string]interface {}",
            _ => "json: cannot unmarshal number into Go value of type map[string]interface {}",
        };
    }

    private static string? Value(ReadOnlySpan<byte> json, ref int at, int depth, string looking)
    {
        if (depth > DepthMax)
        {
            return "exceeded max depth";
        }

        if (at >= json.Length)
        {
            return "unexpected end of JSON input";
        }

        return json[at] switch
        {
            (byte)'{' => Container(json, ref at, depth, isObject: true),
            (byte)'[' => Container(json, ref at, depth, isObject: false),
            (byte)'"' => Text(json, ref at),
            (byte)'t' => Literal(json, ref at, "true"),
            (byte)'f' => Literal(json, ref at, "false"),
            (byte)'n' => Literal(json, ref at, "null"),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(json, ref at),
            _ => Bad(json, at, "looking for " + looking),
        };
    }

    private static string? Container(ReadOnlySpan<byte> json, ref int at, int depth, bool isObject)
    {
        var close = isObject ? (byte)'}' : (byte)']';
        at++;
        Skip(json, ref at);
        if (at < json.Length && json[at] == close)
        {
            at++;
            return null;
        }

        while (true)
        {
            Skip(json, ref at);
            if ((isObject ? Key(json, ref at) : null) is { } badKey)
            {
                return badKey;
            }

            Skip(json, ref at);
            if (Value(json, ref at, depth + 1, "beginning of value") is { } problem)
            {
                return problem;
            }

            Skip(json, ref at);
            if (at >= json.Length)
            {
                return "unexpected end of JSON input";
            }

            var c = json[at];
            if (c != close && c != ',')
            {
                return Bad(json, at, isObject ? "after object key:value pair" : "after array element");
            }

            at++;
            if (c == close)
            {
                return null;
            }
        }
    }

    private static string? Key(ReadOnlySpan<byte> json, ref int at)
    {
        if (at >= json.Length)
        {
            return "unexpected end of JSON input";
        }

        if (json[at] != '"')
        {
            return Bad(json, at, "looking for beginning of object key string");
        }

        if (Text(json, ref at) is { } problem)
        {
            return problem;
        }

        Skip(json, ref at);
        if (at >= json.Length)
        {
            return "unexpected end of JSON input";
        }

        return json[at++] == ':' ? null : Bad(json, at - 1, "after object key");
    }

    private static string? Text(ReadOnlySpan<byte> json, ref int at)
    {
        for (at++; at < json.Length; at++)
        {
            if (json[at] == '"')
            {
                at++;
                return null;
            }

            if (json[at] == '\\')
            {
                at++;
                if (at < json.Length && !"\"\\/bfnrtu".Contains((char)json[at], StringComparison.Ordinal))
                {
                    return Bad(json, at, "in string escape code");
                }
            }
            else if (json[at] < 0x20)
            {
                return Bad(json, at, "in string literal");
            }
        }

        return "unexpected end of JSON input";
    }

    private static string? Literal(ReadOnlySpan<byte> json, ref int at, string word)
    {
        for (var i = 0; i < word.Length; i++, at++)
        {
            if (at >= json.Length)
            {
                return "unexpected end of JSON input";
            }

            if (json[at] != word[i])
            {
                return Bad(json, at, $"in literal {word} (expecting '{word[i]}')");
            }
        }

        return null;
    }

    private static string? Number(ReadOnlySpan<byte> json, ref int at)
    {
        if (json[at] == '-')
        {
            at++;
            if (at >= json.Length || !char.IsAsciiDigit((char)json[at]))
            {
                return at >= json.Length ? "unexpected end of JSON input" : Bad(json, at, "in numeric literal");
            }
        }

        while (at < json.Length && (char.IsAsciiDigit((char)json[at]) || json[at] is (byte)'.' or (byte)'e' or (byte)'E'
            or (byte)'+' or (byte)'-'))
        {
            at++;
        }

        return null;
    }

    private static void Skip(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && (json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            at++;
        }
    }

    private static string Bad(ReadOnlySpan<byte> json, int at, string where)
    {
        var c = json[at];
        var shown = c switch
        {
            (byte)'\'' => @"'\''",
            (byte)'"' => "'\"'",
            < 0x20 or >= 0x7f => string.Create(CultureInfo.InvariantCulture, $@"'\x{c:x2}'"),
            _ => $"'{(char)c}'",
        };
        return $"invalid character {shown} {where}";
    }
}
