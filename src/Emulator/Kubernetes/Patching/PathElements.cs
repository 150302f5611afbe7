using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Serialized path elements of field sets.</summary>
internal static class PathElements
{
    private const string Kinds = "fkvi";

    /// <summary>Field names first, then keys, values and indexes, as structured-merge-diff sorts them.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(static (a, b) =>
        a[0] != b[0] ? Kinds.IndexOf(a[0]).CompareTo(Kinds.IndexOf(b[0])) : string.CompareOrdinal(a, b));

    public static string OfKey(IEnumerable<KeyValuePair<string, JsonNode?>> keys)
    {
        var obj = new JsonObject();
        foreach (var (name, value) in keys.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            obj[name] = value is null ? null : GoNumbers.Canonical(value);
        }

        return "k:" + Encoding.UTF8.GetString(JsonWriting.ToUtf8(obj));
    }

    public static string OfValue(JsonNode? value) =>
        "v:" + Encoding.UTF8.GetString(JsonWriting.ToUtf8(value is null ? null : GoNumbers.Canonical(value)));

    /// <summary>The element in the spelling this server writes; null when it is none.</summary>
    public static string? Canonical(string text)
    {
        if (text.Length < 2 || text[1] != ':' || !Kinds.Contains(text[0]))
        {
            return null;
        }

        if (text[0] is 'f' or 'i')
        {
            return text;
        }

        try
        {
            var node = JsonReading.Parse(Encoding.UTF8.GetBytes(text[2..]), null, out _);
            return text[0] == 'v' ? OfValue(node) : node is JsonObject keys ? OfKey(keys) : null;
        }
        catch (DecodeException)
        {
            return null;
        }
    }

    /// <summary><c>.spec.ports[port=80].name</c></summary>
    public static string Show(IEnumerable<string> path) => string.Concat(path.Select(Show));

    public static string Show(string element)
    {
        var body = element[2..];
        return element[0] switch
        {
            'f' => "." + body,
            'k' => "[" + string.Join(',', (JsonNode.Parse(body) as JsonObject ?? []).Select(p => $"{p.Key}={Text(p.Value)}")) + "]",
            'v' => $"[={body}]",
            _ => $"[{body}]",
        };
    }

    private static string Text(JsonNode? value) => value is JsonValue v && v.GetValueKind() == JsonValueKind.String
        ? Validation.FieldError.Quote(v.GetValue<string>())
        : value?.ToJsonString() ?? "null";
}
