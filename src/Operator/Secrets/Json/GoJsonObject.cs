using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>A JSON object as Go reads it into map[string]json.RawMessage: values keep their source text.</summary>
internal static class GoJsonObject
{
    /// <summary>
    /// Members as ESO's GetSecretMap gives them: strings unquoted, null empty, the rest raw. The last of equal keys
    /// wins.
    /// </summary>
    /// <exception cref="ValueException">Go's message.</exception>
    public static Dictionary<string, SecretBytes> Members(ReadOnlyMemory<byte> json)
    {
        var members = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, raw) in RawMembers(json.Span))
        {
            members[key] = raw[0] switch
            {
                '"' => SecretBytes.FromText(Unquote(raw)),
                'n' => SecretBytes.FromText(""),
                _ => new SecretBytes(ByteText.ToBytes(raw)),
            };
        }

        return members;
    }

    /// <summary>Keys and the byte texts of their values, in source order; <c>null</c> is an empty object.</summary>
    public static IEnumerable<(string Key, string Raw)> RawMembers(ReadOnlySpan<byte> bytes)
    {
        var json = ByteText.FromBytes(bytes);
        if (GoJsonCheck.Error(json) is { } error)
        {
            throw new ValueException(error);
        }

        var value = GjsonScan.Parse(json);
        var kind = value.Type switch
        {
            GjsonType.String => "string",
            GjsonType.Number => "number",
            GjsonType.True or GjsonType.False => "bool",
            _ => value.IsArray ? "array" : "",
        };
        if (kind.Length > 0)
        {
            throw new ValueException($"json: cannot unmarshal {kind} into Go value of type map[string]json.RawMessage");
        }

        return value.Type == GjsonType.Null
            ? []
            : GjsonScan.Members(value).Select(static m => (Unquote(m.Key.RawBytes), m.Value.RawBytes)).ToList();
    }

    /// <summary>A JSON string's text as Go decodes it: invalid UTF-8 and lone surrogates become U+FFFD.</summary>
    public static string Unquote(string raw)
    {
        var body = raw[1..^1];
        if (!body.Contains('\\', StringComparison.Ordinal))
        {
            return ByteText.ToText(body);
        }

        var text = new StringBuilder();
        var start = 0;
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                continue;
            }

            text.Append(ByteText.ToText(body[start..i]));
            i++;
            if (body[i] == 'u')
            {
                text.Append((char)Convert.ToInt32(body.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(
                    body[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            }

            start = i + 1;
        }

        text.Append(ByteText.ToText(body[start..]));
        return Wellformed(text.ToString());
    }

    private static string Wellformed(string text)
    {
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            mended.Append(rune);
        }

        return mended.ToString();
    }
}
