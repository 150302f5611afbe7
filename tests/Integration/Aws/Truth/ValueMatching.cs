using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eso.Integration.Aws.Truth;

/// <summary>Compares an expectation with an answer and lists the differences. See Data/aws/source.md.</summary>
internal sealed class ValueMatching(string region)
{
    /// <summary>Stands for a member that is not there; JSON null is there.</summary>
    public static readonly object Absent = new();

    public List<string> Differences(JsonNode? expected, object? actual, string at)
    {
        var text = AsText(expected);
        if (text == "<absent>" || actual == Absent)
        {
            return text == "<absent>" && actual == Absent ? [] : [Differ(at, expected, actual)];
        }

        var node = (JsonNode?)actual;
        if (text is not null && Scalar(text, node) is { } verdict)
        {
            return verdict ? [] : [Differ(at, expected, actual)];
        }

        switch (expected)
        {
            case JsonObject { Count: > 0 } matcher when matcher.All(m => m.Key.StartsWith('<')):
                return matcher.SelectMany(m => Special(m.Key, m.Value, node, at)).ToList();
            case JsonObject members when node is JsonObject have:
                return members.Select(m => m.Key).Union(have.Select(m => m.Key)).SelectMany(key => Differences(
                    members.ContainsKey(key) ? members[key] : JsonValue.Create("<absent>"),
                    have.ContainsKey(key) ? have[key] : Absent,
                    $"{at}.{key}")).ToList();
            case JsonArray list when node is JsonArray have && list.Count == have.Count:
                return list.SelectMany((e, i) => Differences(e, have[i], $"{at}[{i}]")).ToList();
            default:
                return JsonNode.DeepEquals(expected, node) || SameNumber(expected, node) ? [] : [Differ(at, expected, actual)];
        }
    }

    private static bool SameNumber(JsonNode? a, JsonNode? b) =>
        Number(a) is { } x && Number(b) is { } y && x == y;

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

    private static string? AsText(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static string Differ(string at, JsonNode? expected, object? actual) =>
        $"{at}: expected {Short(expected)}, got {(actual == Absent ? "nothing" : Short((JsonNode?)actual))}";

    private static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 300 ? text[..300] : text;
    }

    // Null when the text is no matcher.
    private bool? Scalar(string expected, JsonNode? actual)
    {
        var parsed = Regex.Match(expected, @"\A<([a-z]+)(?::(.*))?>\z", RegexOptions.Singleline);
        if (!parsed.Success)
        {
            return null;
        }

        var argument = parsed.Groups[2].Value;
        var text = AsText(actual);
        return parsed.Groups[1].Value switch
        {
            "any" => true,
            "string" => text is { Length: > 0 },
            "list" => actual is JsonArray,
            "timestamp" => Number(actual) is not null,
            "uuid" => text is not null && Guid.TryParseExact(text, "D", out _),
            "regex" => text is not null && Whole(argument, text),
            "not" => text != argument,
            "gt" => Number(actual) > double.Parse(argument, CultureInfo.InvariantCulture),
            "arn" => text is not null && Whole(ArnPattern(argument), text),
            _ => null,
        };
    }

    private static bool Whole(string pattern, string text) =>
        Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.Singleline);

    private string ArnPattern(string argument)
    {
        var parts = argument.Split(':', 2);
        return parts[0] switch
        {
            "secret" => $@"arn:aws[\w-]*:secretsmanager:{region}:\d{{12}}:secret:{Regex.Escape(parts[1])}-[A-Za-z0-9]{{6}}",
            "parameter" => $@"arn:aws[\w-]*:ssm:{region}:\d{{12}}:parameter/{Regex.Escape(parts[1].TrimStart('/'))}",
            _ => $@"arn:aws[\w-]*:sts::\d{{12}}:{parts[0]}/{Regex.Escape(parts[1])}",
        };
    }

    private List<string> Special(string kind, JsonNode? wanted, JsonNode? actual, string at)
    {
        if (kind == "<json>")
        {
            return Differences(wanted, JsonNode.Parse(AsText(actual) ?? "null"), at);
        }

        if (actual is not JsonArray have)
        {
            return [$"{at}: expected a list, got {Short(actual)}"];
        }

        switch (kind)
        {
            case "<count>":
                return have.Count == wanted!.GetValue<int>() ? [] : [Differ(at, wanted, actual)];
            case "<excludes>":
                return ((JsonArray)wanted!).Where(w => have.Any(a => Differences(w, a, at).Count == 0))
                    .Select(w => $"{at}: contains {Short(w)}").ToList();
            case "<includes-in-order>":
                var known = have.Where(a => ((JsonArray)wanted!).Any(w => Differences(w, a, at).Count == 0));
                return Differences(wanted, new JsonArray(known.Select(k => k?.DeepClone()).ToArray()), at);
            default:
                return Paired(kind, (JsonArray)wanted!, have, at);
        }
    }

    // <unordered> and <includes>: each wanted element takes the answer's nearest.
    private List<string> Paired(string kind, JsonArray wanted, JsonArray have, string at)
    {
        if (kind == "<unordered>" && wanted.Count != have.Count)
        {
            return [$"{at}: expected {Short(wanted)} in any order, got {Short(have)}"];
        }

        var left = have.ToList();
        var found = new List<string>();
        foreach (var one in wanted)
        {
            if (left.Count == 0)
            {
                found.Add($"{at}[*]: no element like {Short(one)}");
                continue;
            }

            var best = left.Select((a, i) => (Differences: Differences(one, a, $"{at}[*]"), Index: i))
                .MinBy(t => t.Differences.Count);
            found.AddRange(best.Differences);
            left.RemoveAt(best.Index);
        }

        return found;
    }
}
