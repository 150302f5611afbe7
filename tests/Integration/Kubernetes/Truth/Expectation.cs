using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eso.Integration.Kubernetes.Truth;

/// <summary>An answer as a case sees it: the server's, or what a watch or the webhook's log holds.</summary>
internal sealed record Answer(int Status, string? ContentType, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers, JsonNode? Body)
{
    public static Answer Of(int status, JsonNode? body) =>
        new(status, null, new Dictionary<string, IReadOnlyList<string>>(), body);
}

/// <summary>
/// Compares answers with recorded ones. A text may hold placeholders; numbered ones bind for the rest of the case, so
/// that the same number is the same value and another number another value.
/// </summary>
internal sealed partial class Expectation(Dictionary<string, string> bound)
{
    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["uid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["rv"] = @"\d+",
        ["time"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        ["microtime"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
        ["int"] = @"-?\d+",
        ["ip"] = @"\d+\.\d+\.\d+\.\d+",
        ["age"] = @"(?:\d+[smhdy])+",
        ["continue"] = "[A-Za-z0-9_-]{20,}",
        ["sha512"] = "[0-9A-F]{128}",
        ["string"] = @"[\s\S]*",
        ["genname"] = "[bcdfghjklmnpqrstvwxz2456789]{5}",
    };

    /// <summary>The first difference, or null.</summary>
    public string? Compare(JsonObject step, JsonObject want, Answer got, IEnumerable<string> ignored)
    {
        if (want["status"] is { } status && status.GetValue<int>() != got.Status)
        {
            var message = got.Body is JsonObject body ? body["message"]?.ToString() : null;
            return $"status: expected {status}, found {got.Status} ({message})";
        }

        if (want.ContainsKey("contentType") && want["contentType"]?.ToString() != got.ContentType)
        {
            return $"contentType: expected {want["contentType"]}, found {got.ContentType}";
        }

        var mode = step["compare"]?.ToString() ?? "exact";
        if (mode == "statusOnly")
        {
            return null;
        }

        if (want["headers"] is JsonObject headers && HeaderDifference(headers, got, mode) is { } wrong)
        {
            return wrong;
        }

        if (!want.ContainsKey("body"))
        {
            return null;
        }

        var places = ignored.Concat((step["ignore"] as JsonArray ?? []).Select(p => p!.ToString())).Select(Place).ToList();
        return Difference(want["body"], InOrder(Prune(got.Body, places, "")), "$", mode);
    }

    private string? HeaderDifference(JsonObject want, Answer got, string mode)
    {
        foreach (var (name, value) in want)
        {
            var found = got.Headers.GetValueOrDefault(name.ToLowerInvariant()) ?? [];
            JsonNode? shown = name == "Warning"
                ? new JsonArray(found.Order(StringComparer.Ordinal).Select(w => (JsonNode?)JsonValue.Create(w)).ToArray())
                : JsonValue.Create(string.Join(", ", found));
            if (Difference(value, shown, "headers." + name, mode) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? Difference(JsonNode? want, JsonNode? got, string path, string mode)
    {
        switch (want)
        {
            case JsonObject map:
                return MapDifference(map, got, path, mode);
            case JsonArray list when got is JsonArray found:
                return mode == "subset" ? SubsetDifference(list, found, path) : ListDifference(list, found, path, mode);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && Placeholder().IsMatch(value.ToString()):
                return Fits(value.ToString(), got) ? null : Unequal(path, want, got);
            default:
                return Same(want, got) ? null : Unequal(path, want, got);
        }
    }

    private string? MapDifference(JsonObject want, JsonNode? got, string path, string mode)
    {
        if (want.Count == 1 && want["<jwt>"] is JsonObject token)
        {
            (want, got) = (token, DecodeToken(got?.ToString() ?? ""));
        }

        if (got is not JsonObject found)
        {
            return Unequal(path, want, got);
        }

        foreach (var (key, value) in want)
        {
            if (!found.ContainsKey(key))
            {
                if (value?.ToString() == "<absent>")
                {
                    continue;
                }

                return $"{path}.{key}: expected {Show(value)}, found nothing";
            }

            if (Difference(value, found[key], $"{path}.{key}", mode) is { } wrong)
            {
                return wrong;
            }
        }

        var extra = mode == "exact" ? found.FirstOrDefault(p => !want.ContainsKey(p.Key)) : default;
        return extra.Key is null ? null : $"{path}.{extra.Key}: expected nothing, found {Show(extra.Value)}";
    }

    private string? ListDifference(JsonArray want, JsonArray got, string path, string mode)
    {
        for (var i = 0; i < Math.Min(want.Count, got.Count); i++)
        {
            if (Difference(want[i], got[i], $"{path}[{i}]", mode) is { } wrong)
            {
                return wrong;
            }
        }

        return want.Count == got.Count ? null : $"{path}: expected {want.Count} elements, found {got.Count}: {Show(got)}";
    }

    private string? SubsetDifference(JsonArray want, JsonArray got, string path)
    {
        var left = got.ToList();
        for (var i = 0; i < want.Count; i++)
        {
            var hit = left.FindIndex(candidate =>
            {
                var trial = new Expectation(new Dictionary<string, string>(bound));
                return trial.Difference(want[i], candidate, path, "subset") is null;
            });
            if (hit < 0)
            {
                return $"{path}: expected an element like {Show(want[i])}, found {Show(got)}";
            }

            Difference(want[i], left[hit], path, "subset");
            left.RemoveAt(hit);
        }

        return null;
    }

    private bool Fits(string want, JsonNode? got)
    {
        var kind = got?.GetValueKind() ?? JsonValueKind.Null;
        if (kind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null
            || (want == "<int>" && kind != JsonValueKind.Number) || (want == "<string>" && kind != JsonValueKind.String))
        {
            return false;
        }

        var pattern = new StringBuilder("^");
        var marks = new List<(string Kind, string Number)>();
        var end = 0;
        foreach (Match hit in Placeholder().Matches(want))
        {
            pattern.Append(Regex.Escape(want[end..hit.Index]))
                .Append(CultureInfo.InvariantCulture, $"(?<m{marks.Count}>{Regex.Escape(hit.Groups[2].Value)}{Shapes[hit.Groups[1].Value]})");
            marks.Add((hit.Groups[1].Value, hit.Groups[3].Value));
            end = hit.Index + hit.Length;
        }

        var fit = Regex.Match(got!.ToString(), pattern.Append(Regex.Escape(want[end..])).Append(@"\z").ToString());
        return fit.Success && marks.Select((m, i) => (m, fit.Groups[$"m{i}"].Value)).All(b => Bind(b.m.Kind, b.m.Number, b.Value));
    }

    private bool Bind(string kind, string number, string value)
    {
        if (number.Length == 0)
        {
            return true;
        }

        var label = $"{kind}#{number}";
        if (bound.Any(b => b.Key != label && b.Key.StartsWith(kind + "#", StringComparison.Ordinal) && b.Value == value))
        {
            return false;
        }

        bound.TryAdd(label, value);
        return bound[label] == value;
    }

    private static bool Same(JsonNode? a, JsonNode? b)
    {
        var (x, y) = (a?.GetValueKind() ?? JsonValueKind.Null, b?.GetValueKind() ?? JsonValueKind.Null);
        return x == JsonValueKind.Number && y == JsonValueKind.Number
            ? double.Parse(a!.ToJsonString(), CultureInfo.InvariantCulture).Equals(double.Parse(b!.ToJsonString(), CultureInfo.InvariantCulture))
            : JsonNode.DeepEquals(a, b);
    }

    private static JsonNode? DecodeToken(string token)
    {
        try
        {
            var parts = token.Split('.').Take(2)
                .Select(p => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(p))!.AsObject()).ToList();
            var lifetime = (parts[1]["exp"]?.GetValue<long>() ?? 0) - (parts[1]["iat"]?.GetValue<long>() ?? 0);
            return new JsonObject { ["header"] = parts[0], ["claims"] = parts[1], ["lifetimeSeconds"] = lifetime };
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentOutOfRangeException)
        {
            return token;
        }
    }

    /// <summary>An ignored place as a pattern on dotted paths: <c>*</c> one step, <c>**.</c> any depth.</summary>
    private static Regex Place(string pattern) => new(
        "^" + Regex.Escape("." + pattern).Replace(@"\*\*\.", @"(?:[^.]+\.)*", StringComparison.Ordinal)
            .Replace(@"\*", "[^.]+", StringComparison.Ordinal) + "$");

    private static JsonNode? Prune(JsonNode? value, List<Regex> places, string at)
    {
        bool Hidden(string key) => places.Any(p => p.IsMatch($"{at}.{key}"));
        switch (value)
        {
            case JsonObject map:
                return new JsonObject(map.Where(p => !Hidden(p.Key))
                    .Select(p => KeyValuePair.Create(p.Key, Prune(p.Value, places, $"{at}.{p.Key}"))));
            case JsonArray list:
                return new JsonArray(list.Select((item, i) => (item, i)).Where(x => !Hidden($"{x.i}"))
                    .Select(x => Prune(x.item, places, $"{at}.{x.i}")).ToArray());
            default:
                return value?.DeepClone();
        }
    }

    /// <summary>Puts lists whose order means nothing into a fixed one.</summary>
    private static JsonNode? InOrder(JsonNode? value)
    {
        if (value is JsonArray items)
        {
            return new JsonArray(items.Select(i => InOrder(i)?.DeepClone()).ToArray());
        }

        if (value is not JsonObject source)
        {
            return value;
        }

        var map = new JsonObject(source.Select(p => KeyValuePair.Create(p.Key, InOrder(p.Value)?.DeepClone())));
        if (map["managedFields"] is JsonArray entries && entries.All(e => e is JsonObject))
        {
            map["managedFields"] = new JsonArray(entries.Select(e => e!.DeepClone()).OrderBy(
                e => string.Join('\u0001', ((string[])["operation", "manager", "subresource", "apiVersion"]).Select(k => e[k]?.ToString() ?? "None")),
                StringComparer.Ordinal).ToArray());
        }

        if (map["kind"]?.ToString() == "Status" && map["details"]?["causes"] is JsonArray { Count: > 1 } causes)
        {
            var sorted = new JsonArray(causes.Select(c => c!.DeepClone())
                .OrderBy(c => c["field"]?.ToString() ?? "", StringComparer.Ordinal)
                .ThenBy(c => c["message"]?.ToString() ?? "", StringComparer.Ordinal).ToArray());
            map["message"] = map["message"]?.ToString().Replace(Texts(causes), Texts(sorted), StringComparison.Ordinal);
            map["details"]!["causes"] = sorted;
        }

        return map;
    }

    private static string Texts(JsonArray causes) =>
        $"[{string.Join(", ", causes.Select(c => $"{c!["field"]?.ToString() ?? "None"}: {c["message"]?.ToString() ?? "None"}"))}]";

    private static string Unequal(string path, JsonNode? want, JsonNode? got) => $"{path}: expected {Show(want)}, found {Show(got)}";

    private static string Show(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length <= 300 ? text : text[..300] + "...";
    }

    [GeneratedRegex("<(uid|rv|time|microtime|int|ip|age|continue|sha512|string|genname)(?::([^<>#]*))?(?:#([0-9]+))?>")]
    private static partial Regex Placeholder();
}
