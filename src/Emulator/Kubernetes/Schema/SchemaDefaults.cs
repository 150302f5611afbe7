using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>
/// Defaulting as apiextensions does it: what is decoded first loses the nulls that may not be null, then defaults are filled,
/// never parents.
/// </summary>
internal static class SchemaDefaults
{
    public static void DropNulls(JsonNode? node, SchemaNode? schema)
    {
        switch (node)
        {
            case JsonObject obj:
                List<string>? gone = null;
                foreach (var (key, value) in obj)
                {
                    var child = schema?.Child(key);
                    if (value is null && child is { Nullable: false, Default: null })
                    {
                        (gone ??= []).Add(key);
                    }
                    else
                    {
                        DropNulls(value, child);
                    }
                }

                ObjectFields.Drop(obj, gone ?? []);
                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    DropNulls(item, schema?.Items);
                }

                break;
        }
    }

    public static void Fill(JsonNode? node, SchemaNode? schema)
    {
        if (schema is null)
        {
            return;
        }

        switch (node)
        {
            case JsonObject obj:
                foreach (var (key, property) in schema.Properties)
                {
                    if (property.Default is not null && (!obj.TryGetPropertyValue(key, out var value) || IsBadNull(value, property)))
                    {
                        obj[key] = property.Default.DeepClone();
                    }
                }

                foreach (var (key, value) in schema.AdditionalProperties is null ? obj.AsEnumerable() : obj.ToList())
                {
                    var child = schema.Properties.GetValueOrDefault(key);
                    if (child is null && schema.AdditionalProperties is { } values)
                    {
                        child = values;
                        if (IsBadNull(value, values))
                        {
                            obj[key] = values.Default?.DeepClone();
                        }
                    }

                    Fill(obj[key], child);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (IsBadNull(list[i], schema.Items))
                    {
                        list[i] = schema.Items!.Default?.DeepClone();
                    }

                    Fill(list[i], schema.Items);
                }

                break;
        }
    }

    private static bool IsBadNull(JsonNode? value, SchemaNode? schema) => value is null && schema is { Nullable: false };
}
