using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Api.Conversion;

/// <summary>
/// Makes a value fit another version's schema: fields it does not know go, words it does not know become its nearest,
/// its defaults are filled in. Never fails: what cannot be made to fit stays, for validation to speak of.
/// </summary>
internal static class SchemaFit
{
    public static JsonNode? Fit(JsonNode? value, JsonObject? schema)
    {
        switch (value)
        {
            case JsonObject o when schema.Object("properties") is { } properties:
                return Members(o, properties);
            case JsonObject o when schema.Object("additionalProperties") is { } each:
                return new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, Fit(m.Value, each))));
            case JsonArray list when schema.Object("items") is { } items:
                return Items(list, items);
            case JsonValue scalar:
                return Scalar(scalar, schema);
            default:
                return value?.DeepClone();
        }
    }

    private static JsonObject Members(JsonObject o, JsonObject properties)
    {
        var fitted = new JsonObject();
        foreach (var (name, value) in o)
        {
            if (properties[name] is JsonObject schema)
            {
                fitted[name] = Fit(value, schema);
            }
        }

        foreach (var (name, schema) in properties)
        {
            if (!fitted.ContainsKey(name) && schema?["default"] is { } byDefault)
            {
                fitted[name] = Fit(byDefault.DeepClone(), (JsonObject)schema);
            }
        }

        return fitted;
    }

    private static JsonArray Items(JsonArray list, JsonObject schema)
    {
        var fitted = new JsonArray();
        foreach (var item in list)
        {
            var next = Fit(item, schema);
            // An operation of which nothing is left (a rewrite by merge, in v1beta1) is no operation.
            if (next is not JsonObject { Count: 0 } || item is JsonObject { Count: 0 })
            {
                fitted.Add(next);
            }
        }

        return fitted;
    }

    private static JsonNode Scalar(JsonValue value, JsonObject? schema)
    {
        if (schema.Text("type") == "integer" && value.TryGetValue<string>(out var text))
        {
            // A store's refreshInterval: v1 takes durations, v1beta1 whole seconds.
            return GoDuration.TryParse(text, out var duration, out _)
                ? JsonValue.Create((long)Math.Ceiling(duration.Nanoseconds / 1e9))
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 0;
        }

        if (schema?["enum"] is not JsonArray words || words.Any(w => JsonNode.DeepEquals(w, value)))
        {
            return value.DeepClone();
        }

        var nearest = value.TryGetValue<string>(out var word) && word == "CreateOrMerge" ? JsonValue.Create("Merge") : null;
        return nearest ?? schema["default"]?.DeepClone() ?? value.DeepClone();
    }
}
