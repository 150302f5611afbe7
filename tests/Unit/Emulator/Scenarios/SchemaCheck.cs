using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eso.Unit.Emulator.Scenarios;

/// <summary>
/// As much of JSON Schema 2020-12 as our schema uses, the way editors read it. A word it does not know is an error: the
/// schema must not grow beyond what is checked here.
/// </summary>
internal sealed class SchemaCheck(JsonObject root)
{
    private static readonly string[] Told = ["$schema", "title", "description", "$defs", "then"];

    /// <summary>Where and why a document does not fit; empty when it does.</summary>
    public IReadOnlyList<string> Problems(JsonNode? document) => Problems(root, document, "").ToList();

    /// <summary>A schema that others refer to.</summary>
    public JsonObject Definition(string name) => (JsonObject)root["$defs"]![name]!;

    public IReadOnlyList<string> Problems(JsonObject schema, JsonNode? value) => Problems(schema, value, "").ToList();

    private IEnumerable<string> Problems(JsonObject schema, JsonNode? value, string at) =>
        schema.SelectMany(word => Told.Contains(word.Key) ? [] : Judge(word.Key, word.Value!, schema, value, at));

    private IEnumerable<string> Judge(string word, JsonNode rule, JsonObject schema, JsonNode? value, string at) => word switch
    {
        "$ref" => Problems(Definition(rule.ToString()["#/$defs/".Length..]), value, at),
        "type" => Types(rule).Any(t => Is(t, value)) ? [] : [$"{at}: is no {rule.ToJsonString()}"],
        "enum" => rule.AsArray().Any(e => JsonNode.DeepEquals(e, value)) ? [] : [$"{at}: '{value}' is none of {rule.AsArray().Count} words"],
        "const" => JsonNode.DeepEquals(rule, value) ? [] : [$"{at}: is not '{rule}'"],
        "pattern" => value is not JsonValue || Regex.IsMatch(value.ToString(), rule.ToString()) ? [] : [$"{at}: does not match {rule}"],
        "minItems" => value is JsonArray list && list.Count < (int)rule ? [$"{at}: has too few items"] : [],
        "items" => (value as JsonArray ?? []).SelectMany((item, i) => Problems((JsonObject)rule, item, $"{at}/{i}")),
        "required" => value is JsonObject map ? rule.AsArray().Where(k => !map.ContainsKey(k!.ToString())).Select(k => $"{at}: needs '{k}'") : [],
        "properties" => Members(value).Where(m => ((JsonObject)rule).ContainsKey(m.Key))
            .SelectMany(m => Problems((JsonObject)rule[m.Key]!, m.Value, $"{at}/{m.Key}")),
        "patternProperties" => [],
        "additionalProperties" => Members(value).Where(m => !Named(schema, m.Key)).SelectMany(m => rule is JsonObject more
            ? Problems(more, m.Value, $"{at}/{m.Key}")
            : [$"{at}: has no '{m.Key}'"]),
        "anyOf" => Any(rule.AsArray(), value, at),
        "allOf" => rule.AsArray().SelectMany(s => Problems((JsonObject)s!, value, at)),
        "if" => Problems((JsonObject)rule, value, at).Any() ? [] : Problems((JsonObject)schema["then"]!, value, at),
        _ => throw new NotSupportedException($"the schema uses '{word}', which this check does not know"),
    };

    private IEnumerable<string> Any(JsonArray forms, JsonNode? value, string at)
    {
        var problems = forms.Select(f => Problems((JsonObject)f!, value, at).ToList()).ToList();
        return problems.Any(p => p.Count == 0) ? [] : problems.OrderByDescending(p => p.Max(t => t.Length)).First();
    }

    private static bool Named(JsonObject schema, string key) => (schema["properties"] as JsonObject)?.ContainsKey(key) == true
        || (schema["patternProperties"] as JsonObject ?? []).Any(p => Regex.IsMatch(key, p.Key));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? value) => value as JsonObject ?? [];

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray several ? several.Select(t => t!.ToString()) : [rule.ToString()];

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && !value.ToJsonString().AsSpan().ContainsAny(".eE"),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        _ => throw new NotSupportedException(type),
    };
}
