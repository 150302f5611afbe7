using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>Writes a custom kind's schema and its list's. v2 drops what Swagger cannot say or kubectl trips over.</summary>
internal sealed class CustomSchemaWriter(Utf8JsonWriter json, TypeWriter types, Dialect dialect)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string PreserveUnknown = "x-kubernetes-preserve-unknown-fields";
    private const int DepthMax = 200;

    private static readonly string[] NotInV2 =
        ["oneOf", "anyOf", "allOf", "not", "nullable", "x-kubernetes-validations"];

    public void Write(CustomKind kind)
    {
        var name = SchemaNames.Custom(kind.Resource);
        var schema = kind.Definition.ParseSchema();
        json.WriteStartObject(name);
        Root(schema);
        GroupVersionKind(kind.Resource, kind.Resource.Kind);
        json.WriteEndObject();
        json.WriteStartObject(name + "List");
        List(kind.Resource, name);
        json.WriteEndObject();
    }

    private void Root(JsonObject schema)
    {
        if (dialect == Dialect.V2 && ObjectFields.Flag(schema, PreserveUnknown))
        {
            // kubectl takes every property that is not listed for a mistake: so none may be, not even metadata.
            json.WriteString("type", "object");
            return;
        }

        foreach (var (key, value) in schema)
        {
            if (key != "properties" && (dialect == Dialect.V3 || !NotInV2.Contains(key, StringComparer.Ordinal)))
            {
                Part(schema, key, value, 0);
            }
        }

        json.WriteStartObject("properties");
        foreach (var (key, value) in ObjectFields.Child(schema, "properties") ?? [])
        {
            if (key is not ("apiVersion" or "kind" or "metadata"))
            {
                json.WritePropertyName(key);
                Schema(value, 1);
            }
        }

        Text("apiVersion");
        Text("kind");
        json.WriteStartObject("metadata");
        json.WriteString("description", Descriptions.Common("metadata"));
        Reference(Meta + "ObjectMeta");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void List(ResourceInfo r, string name)
    {
        json.WriteString("type", "object");
        json.WriteStartArray("required");
        json.WriteStringValue("items");
        json.WriteEndArray();
        json.WriteStartObject("properties");
        Text("apiVersion");
        json.WriteStartObject("items");
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("$ref", (dialect == Dialect.V2 ? "#/definitions/" : "#/components/schemas/") + name);
        json.WriteEndObject();
        json.WriteEndObject();
        Text("kind");
        json.WriteStartObject("metadata");
        Reference(Meta + "ListMeta");
        json.WriteEndObject();
        json.WriteEndObject();
        GroupVersionKind(r, r.ListKind);
    }

    private void Reference(string name)
    {
        if (dialect == Dialect.V2)
        {
            types.Ref(name);
            return;
        }

        json.WriteStartArray("allOf");
        types.RefObject(name);
        json.WriteEndArray();
    }

    private void GroupVersionKind(ResourceInfo r, string kind)
    {
        json.WriteStartArray("x-kubernetes-group-version-kind");
        json.WriteStartObject();
        json.WriteString("group", r.Group);
        json.WriteString("kind", kind);
        json.WriteString("version", r.Version);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Text(string name)
    {
        json.WriteStartObject(name);
        json.WriteString("description", Descriptions.Common(name));
        json.WriteString("type", "string");
        json.WriteEndObject();
    }

    private void Schema(JsonNode? node, int depth)
    {
        if (node is not JsonObject schema || depth > DepthMax)
        {
            Plain(node);
            return;
        }

        json.WriteStartObject();
        foreach (var (key, value) in schema)
        {
            if (dialect == Dialect.V3 || KeptInV2(schema, key))
            {
                Part(schema, key, value, depth);
            }
        }

        // In v2 an object that keeps unknown fields lists none.
        if (ObjectFields.Flag(schema, "x-kubernetes-embedded-resource")
            && !(dialect == Dialect.V2 && ObjectFields.Flag(schema, PreserveUnknown)))
        {
            Embedded(schema);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// What goes out in Swagger: no junctors and no null, hence no type of what may be null; and nothing that kubectl would
    /// refuse unknown fields by where they are kept, nor arrays without items.
    /// </summary>
    private static bool KeptInV2(JsonObject schema, string key)
    {
        if (NotInV2.Contains(key, StringComparer.Ordinal))
        {
            return false;
        }

        var nullable = ObjectFields.Flag(schema, "nullable");
        var opaque = ObjectFields.Flag(schema, PreserveUnknown);
        return key switch
        {
            "items" or "properties" => !nullable && !opaque,
            "type" => !nullable && !ObjectFields.Flag(schema, "x-kubernetes-int-or-string") && !(opaque
                ? ObjectFields.Text(schema, "type") is "object" or "array"
                : ObjectFields.Text(schema, "type") == "array" && schema["items"] is null),
            _ => true,
        };
    }

    private void Part(JsonObject schema, string key, JsonNode? value, int depth)
    {
        if (key != "required" || value is not JsonArray)
        {
            Member(key, value, depth);
        }
        else if (Required(schema) is { Count: > 0 } required)
        {
            Member(key, required, depth);
        }
    }

    /// <summary>Swagger has no null, so that what may be null cannot be required.</summary>
    private JsonArray Required(JsonObject schema)
    {
        var properties = ObjectFields.Child(schema, "properties");
        var nullableValues = ObjectFields.Flag(ObjectFields.Child(schema, "additionalProperties"), "nullable");
        var names = ObjectFields.Texts(schema, "required").Where(name => dialect == Dialect.V3
            || (!nullableValues && !ObjectFields.Flag(ObjectFields.Child(properties, name), "nullable")));
        return new JsonArray([.. names.Select(n => (JsonNode?)JsonValue.Create(n))]);
    }

    private void Embedded(JsonObject schema)
    {
        if (schema.ContainsKey("properties") && dialect == Dialect.V3)
        {
            return;
        }

        if (!schema.ContainsKey("properties"))
        {
            json.WriteStartObject("properties");
            Text("apiVersion");
            Text("kind");
            json.WriteStartObject("metadata");
            Reference(Meta + "ObjectMeta");
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private void Member(string key, JsonNode? value, int depth)
    {
        json.WritePropertyName(key);
        switch (key)
        {
            case "properties" when value is JsonObject properties:
                json.WriteStartObject();
                foreach (var (name, property) in properties)
                {
                    json.WritePropertyName(name);
                    Schema(property, depth + 1);
                }

                json.WriteEndObject();
                break;
            case "items" or "not" or "additionalProperties" when value is JsonObject:
                Schema(value, depth + 1);
                break;
            default:
                Plain(value);
                break;
        }
    }

    private void Plain(JsonNode? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            value.WriteTo(json);
        }
    }
}
