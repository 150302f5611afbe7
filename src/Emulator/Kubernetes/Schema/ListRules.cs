using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>Uniqueness in lists of type set and map.</summary>
internal static class ListRules
{
    public static void Check(JsonNode? node, SchemaNode? schema, string path, List<FieldError> errors)
    {
        if (schema is null)
        {
            return;
        }

        switch (node)
        {
            case JsonObject obj:
                foreach (var (key, value) in obj)
                {
                    if (schema.Properties.TryGetValue(key, out var property))
                    {
                        Check(value, property, EmbeddedObjects.Join(path, key), errors);
                    }
                    else if (schema.AdditionalProperties is { } values)
                    {
                        Check(value, values, $"{path}[{key}]", errors);
                    }
                }

                break;
            case JsonArray list:
                if (schema.ListType == "set")
                {
                    Unique([.. list], path, errors);
                }
                else if (schema.ListType == "map")
                {
                    Map(list, schema, path, errors);
                }

                for (var i = 0; i < list.Count; i++)
                {
                    Check(list[i], schema.Items, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    private static void Map(JsonArray list, SchemaNode schema, string path, List<FieldError> errors)
    {
        var keys = new List<JsonNode?>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not (JsonObject or null))
            {
                errors.Add(FieldError.Invalid($"{path}[{i}]", list[i], "must be an object for an array of list-type map"));
                return;
            }

            var key = new JsonObject();
            foreach (var name in schema.ListMapKeys)
            {
                if (list[i] is JsonObject item && item.TryGetPropertyValue(name, out var value))
                {
                    key[name] = value?.DeepClone();
                }
            }

            keys.Add(key);
        }

        Unique(keys, path, errors);
    }

    /// <summary>A value that comes again is reported once, where it comes the second time.</summary>
    private static void Unique(List<JsonNode?> values, string path, List<FieldError> errors)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++)
        {
            // To Go 1 and 1.0 are two values, of two types.
            var text = values[i] is JsonValue scalar
                ? scalar.ToJsonString()
                : System.Text.Encoding.UTF8.GetString(JsonWriting.ToUtf8(TypedOutput.Sorted(values[i])));
            var times = seen.GetValueOrDefault(text);
            seen[text] = times + 1;
            if (times == 1)
            {
                errors.Add(FieldError.Duplicate($"{path}[{i}]", values[i]?.DeepClone()));
            }
        }
    }
}
