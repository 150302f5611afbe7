using System.Text.Json.Nodes;

namespace Eso.Operator.Api.Schemas;

/// <summary>
/// An OpenAPI schema under construction; every call returns a schema of its own. A field name that ends in <c>*</c> is
/// required. Used with <c>using static</c>, so that a kind's file reads like the table in its documentation.
/// </summary>
internal sealed class Schema
{
    private readonly JsonObject node;

    private Schema(JsonObject node) => this.node = node;

    public static Schema Text => OfType("string");

    public static Schema Bytes => OfType("string").With("format", "byte");

    public static Schema Time => OfType("string").With("format", "date-time");

    public static Schema Flag => OfType("boolean");

    public static Schema Integer => OfType("integer");

    public static Schema Integer32 => OfType("integer").With("format", "int32");

    public static Schema Integer64 => OfType("integer").With("format", "int64");

    public static Schema EmptyObject => OfType("object");

    /// <summary>Any JSON value.</summary>
    public static Schema Any => new([]);

    public static Schema IntOrText => new(new JsonObject
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
        ["x-kubernetes-int-or-string"] = true,
    });

    public static Schema List(Schema item) => OfType("array").With("items", item.ToJson());

    public static Schema Map(Schema value) => OfType("object").With("additionalProperties", value.ToJson());

    public static Schema Object(params ReadOnlySpan<(string Name, Schema Type)> fields)
    {
        var properties = new JsonObject();
        var required = new List<string>();
        foreach (var (name, type) in fields)
        {
            var plain = name.TrimEnd('*');
            properties[plain] = type.ToJson();
            if (plain.Length < name.Length)
            {
                required.Add(plain);
            }
        }

        var schema = OfType("object").With("properties", properties);
        required.Sort(StringComparer.Ordinal);
        return required.Count == 0
            ? schema
            : schema.With("required", new JsonArray([.. required.Select(r => (JsonNode)r)]));
    }

    /// <summary>A schema that is kept as facts in a table.</summary>
    public static Schema FromJson(JsonObject facts) => new((JsonObject)facts.DeepClone());

    public Schema OneOf(params string[] values) => With("enum", new JsonArray([.. values.Select(v => (JsonNode)v)]));

    public Schema OneOf(params int[] values) => With("enum", new JsonArray([.. values.Select(v => (JsonNode)v)]));

    public Schema Default(string value) => With("default", value);

    public Schema Default(int value) => With("default", value);

    public Schema Default(bool value) => With("default", value);

    public Schema DefaultJson(string json) => With("default", JsonNode.Parse(json));

    public Schema Length(int minimum, int maximum) => MinLength(minimum).MaxLength(maximum);

    public Schema MinLength(int minimum) => With("minLength", minimum);

    public Schema MaxLength(int maximum) => With("maxLength", maximum);

    public Schema Pattern(string pattern) => With("pattern", pattern);

    public Schema Minimum(int minimum) => With("minimum", minimum);

    public Schema Maximum(int maximum) => With("maximum", maximum);

    public Schema MinItems(int minimum) => With("minItems", minimum);

    /// <summary>One member must be set, and only one.</summary>
    public Schema ExactlyOne() => With("minProperties", 1).With("maxProperties", 1);

    public Schema AtomicList() => With("x-kubernetes-list-type", "atomic");

    public Schema AtomicMap() => With("x-kubernetes-map-type", "atomic");

    public Schema KeepUnknown() => With("x-kubernetes-preserve-unknown-fields", true);

    public Schema Nullable() => With("nullable", true);

    /// <summary>A CEL rule over <c>self</c>.</summary>
    public Schema Rule(string rule, string message)
    {
        var rules = node["x-kubernetes-validations"]?.DeepClone() as JsonArray ?? [];
        rules.Add((JsonNode)new JsonObject { ["message"] = message, ["rule"] = rule });
        return With("x-kubernetes-validations", rules);
    }

    public Schema Describe(string text) => With("description", text);

    public JsonObject ToJson() => (JsonObject)node.DeepClone();

    private static Schema OfType(string type) => new(new JsonObject { ["type"] = type });

    private Schema With(string key, JsonNode? value)
    {
        var copy = ToJson();
        copy[key] = value;
        return new Schema(copy);
    }
}
