using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>One node of an OpenAPI v3 schema of a CRD, read once from its JSON.</summary>
internal sealed class SchemaNode
{
    private const int DepthMax = 200;

    private SchemaNode(JsonObject json, int depth)
    {
        Json = json;
        if (depth > DepthMax)
        {
            throw new DecodeException("exceeded max depth");
        }

        Type = Text("type");
        Format = Text("format");
        Pattern = Text("pattern");
        Nullable = Flag("nullable");
        IntOrString = Flag("x-kubernetes-int-or-string");
        PreserveUnknown = Flag("x-kubernetes-preserve-unknown-fields");
        EmbeddedResource = Flag("x-kubernetes-embedded-resource");
        ListType = json["x-kubernetes-list-type"] is JsonValue ? Text("x-kubernetes-list-type") : null;
        MapType = json["x-kubernetes-map-type"] is JsonValue ? Text("x-kubernetes-map-type") : null;
        ListMapKeys = Strings("x-kubernetes-list-map-keys");
        Required = Strings("required");
        Enum = json["enum"] as JsonArray ?? [];
        Default = json["default"];
        Properties = Children("properties", depth);
        Items = json["items"] is JsonObject items ? new SchemaNode(items, depth + 1) : null;
        ItemList = List("items", depth);
        AllOf = List("allOf", depth);
        AnyOf = List("anyOf", depth);
        OneOf = List("oneOf", depth);
        Not = json["not"] is JsonObject not ? new SchemaNode(not, depth + 1) : null;
        AdditionalProperties = json["additionalProperties"] is JsonObject extra ? new SchemaNode(extra, depth + 1) : null;
        AdditionalAllowed = json["additionalProperties"] is JsonValue allowed && allowed.TryGetValue<bool>(out var flag) ? flag : null;
        Definitions = Children("definitions", depth);
        Dependencies = Children("dependencies", depth);
        Rules = json["x-kubernetes-validations"] is JsonArray rules ? rules.OfType<JsonObject>().ToList() : [];
        Minimum = Number("minimum");
        Maximum = Number("maximum");
        MultipleOf = Number("multipleOf");
        MinLength = Integer("minLength");
        MaxLength = Integer("maxLength");
        MinItems = Integer("minItems");
        MaxItems = Integer("maxItems");
        MinProperties = Integer("minProperties");
        MaxProperties = Integer("maxProperties");
    }

    public JsonObject Json { get; }

    public string Type { get; }

    public string Format { get; }

    public string Pattern { get; }

    public bool Nullable { get; }

    public bool IntOrString { get; }

    public bool PreserveUnknown { get; }

    public bool EmbeddedResource { get; }

    public string? ListType { get; }

    public string? MapType { get; }

    public IReadOnlyList<string> ListMapKeys { get; }

    public IReadOnlyList<string> Required { get; }

    public JsonArray Enum { get; }

    public JsonNode? Default { get; }

    public IReadOnlyDictionary<string, SchemaNode> Properties { get; }

    public SchemaNode? Items { get; }

    /// <summary>The schemas of <c>items</c> written as a list, which is refused but looked into.</summary>
    public IReadOnlyList<SchemaNode> ItemList { get; }

    public IReadOnlyDictionary<string, SchemaNode> Definitions { get; }

    public IReadOnlyDictionary<string, SchemaNode> Dependencies { get; }

    public IReadOnlyList<SchemaNode> AllOf { get; }

    public IReadOnlyList<SchemaNode> AnyOf { get; }

    public IReadOnlyList<SchemaNode> OneOf { get; }

    public SchemaNode? Not { get; }

    /// <summary>The schema of additional properties.</summary>
    public SchemaNode? AdditionalProperties { get; }

    /// <summary><c>additionalProperties: true</c> or <c>false</c>; null when absent or a schema.</summary>
    public bool? AdditionalAllowed { get; }

    public bool HasAdditional => AdditionalProperties is not null || AdditionalAllowed is not null;

    public IReadOnlyList<JsonObject> Rules { get; }

    public double? Minimum { get; }

    public double? Maximum { get; }

    public double? MultipleOf { get; }

    public long? MinLength { get; }

    public long? MaxLength { get; }

    public long? MinItems { get; }

    public long? MaxItems { get; }

    public long? MinProperties { get; }

    public long? MaxProperties { get; }

    /// <summary>True when it or a node below has a keyword that no structural schema can have.</summary>
    public bool HasUnsupported => Text("id").Length > 0 || Text("$schema").Length > 0 || Text("$ref").Length > 0
        || Json["patternProperties"] is JsonObject { Count: > 0 } || Json["dependencies"] is JsonObject { Count: > 0 }
        || Json["additionalItems"] is not null || Json["definitions"] is JsonObject { Count: > 0 } || Json["items"] is JsonArray
        || (Json["x-kubernetes-preserve-unknown-fields"] is JsonValue v && v.TryGetValue<bool>(out var kept) && !kept)
        || Nested.Any(n => n.HasUnsupported);

    /// <summary>The schemas right below this one.</summary>
    public IEnumerable<SchemaNode> Nested => Properties.Values.Concat(AllOf).Concat(AnyOf).Concat(OneOf)
        .Concat(new[] { Items, Not, AdditionalProperties }.OfType<SchemaNode>());

    /// <summary>The types a value may have.</summary>
    public IReadOnlyList<string> Types => IntOrString ? ["integer", "string"] : Type.Length == 0 ? [] : [Type];

    /// <summary>The schema of one key of an object.</summary>
    public SchemaNode? Child(string key) => Properties.GetValueOrDefault(key) ?? AdditionalProperties;

    /// <exception cref="DecodeException">Nested too deeply.</exception>
    public static SchemaNode Read(JsonObject json) => new(json, 0);

    public string Text(string name) => Json[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";

    public bool Flag(string name) => Json[name] is JsonValue v && v.GetValueKind() == JsonValueKind.True;

    private double? Number(string name) =>
        Json[name] is JsonValue v && v.GetValueKind() == JsonValueKind.Number ? GoNumbers.Double(v) : null;

    private long? Integer(string name) => GoNumbers.TryInt64(Json[name], out var value) ? value : null;

    private List<string> Strings(string name) => Json[name] is JsonArray list
        ? list.Select(i => i is JsonValue v && v.TryGetValue<string>(out var text) ? text : "").ToList()
        : [];

    private List<SchemaNode> List(string name, int depth) => Json[name] is JsonArray list
        ? list.Select(i => new SchemaNode(i as JsonObject ?? [], depth + 1)).ToList()
        : [];

    private Dictionary<string, SchemaNode> Children(string name, int depth)
    {
        var children = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach (var (key, value) in Json[name] as JsonObject ?? [])
        {
            children[key] = new SchemaNode(value as JsonObject ?? [], depth + 1);
        }

        return children;
    }
}
