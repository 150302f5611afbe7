using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>
/// A place in the schema that an expression can lead to, with the sizes the schema allows there: how many elements at most
/// (bytes of a text, items, entries; 0 for whatever has none) and how many bytes of JSON at least.
/// </summary>
internal sealed class CelPlace
{
    /// <summary>A request is at most three megabytes; from that follows how many items an unbounded list can have.</summary>
    public const long RequestMax = 3 * 1024 * 1024;

    /// <summary>What every resource has, whatever its schema says.</summary>
    private static readonly SchemaNode Implied = SchemaNode.Read((JsonObject)JsonNode.Parse(
        """
        {"properties": {
          "kind": {"type": "string"},
          "apiVersion": {"type": "string"},
          "metadata": {"type": "object", "properties": {"name": {"type": "string"}, "generateName": {"type": "string"}}}}}
        """)!);

    private static readonly CelPlace Scalar = new(null, false) { ElementsMax = 0, BytesMin = 2 };
    private readonly SchemaNode? _schema;
    private readonly bool _isResource;

    private CelPlace(SchemaNode? schema, bool isResource)
    {
        _schema = schema;
        _isResource = isResource;
    }

    public long ElementsMax { get; private init; }

    public long BytesMin { get; private init; }

    /// <summary>The size of a value here, as far as the schema tells it.</summary>
    public CelRange Size => new(0, (ulong)ElementsMax);

    /// <summary>The place a schema describes; null where expressions do not see it.</summary>
    public static CelPlace? Of(SchemaNode schema, bool isResource)
    {
        isResource |= schema.EmbeddedResource;
        if (schema.IntOrString)
        {
            return New(schema.MaxLength is { } max ? Math.Max(0, max) * 4 : RequestMax - 2, 1);
        }

        switch (schema.Type)
        {
            case "array":
                return schema.Items is not null && Of(schema.Items, false) is { } item
                    ? New(Limit(schema.MaxItems) ?? (RequestMax - 2) / (item.BytesMin + 1), 2)
                    : null;
            case "object" when schema.AdditionalProperties is not null:
                return Of(schema.AdditionalProperties, false) is { } value
                    ? New(Limit(schema.MaxProperties) ?? (RequestMax - 2) / (value.BytesMin + 6), 2)
                    : null;
            case "object":
                return New(0, 2 + schema.Required.Distinct(StringComparer.Ordinal).Sum(name => Required(schema, name)));
            case "string":
                return Text(schema, New);
            case "boolean":
                return New(0, 4);
            case "integer" or "number":
                return New(0, 1);
            default:
                return null;
        }

        CelPlace New(long elements, long bytes) => new(schema, isResource) { ElementsMax = elements, BytesMin = bytes };
    }

    /// <summary>One step further: a field, <c>@items</c>, <c>@values</c> or <c>@keys</c>; null where it leads nowhere.</summary>
    public CelPlace? Step(string name) => name switch
    {
        "@items" or "@values" => (_schema?.Type == "array" ? _schema.Items : _schema?.AdditionalProperties) is { } inner
            ? Of(inner, false)
            : null,
        "@keys" => _schema is { Type: "object", AdditionalProperties: not null } ? Scalar : null,
        _ => Field(name),
    };

    private CelPlace? Field(string name)
    {
        if (_isResource && Implied.Properties.TryGetValue(name, out var implied))
        {
            return Of(implied, false);
        }

        if (_schema is not { Type: "object", AdditionalProperties: null })
        {
            return null;
        }

        return _schema.Properties.TryGetValue(CelNames.Unescape(name), out var property) ? Of(property, false) : null;
    }

    private static long? Limit(long? wanted) => wanted is { } value ? Math.Max(0, value) : null;

    private static long Required(SchemaNode schema, string name) =>
        schema.Properties.TryGetValue(name, out var property) && property.Default is null && Of(property, false) is { } place
            ? Encoding.UTF8.GetByteCount(name) + place.BytesMin + 4
            : 0;

    private static CelPlace Text(SchemaNode schema, Func<long, long, CelPlace> make) => schema.Format switch
    {
        "byte" => make(Limit(schema.MaxLength) ?? RequestMax - 2, 2),
        "duration" => make(32, 3),
        "date" => make(12, 12),
        "date-time" => make(32, 21),
        _ => make(
            Limit(schema.MaxLength) * 4
                ?? (schema.Enum.Count > 0
                    ? schema.Enum.Max(e => e is null ? 0 : Encoding.UTF8.GetByteCount(e.ToString()))
                    : RequestMax - 2),
            2),
    };
}
