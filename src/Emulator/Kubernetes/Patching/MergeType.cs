using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Schema;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>
/// What server-side apply must know of a type: structured-merge-diff's schema, made from the field tables for built-in
/// kinds and from the structural schema for custom ones.
/// </summary>
internal sealed class MergeType
{
    private const string MetaType = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private readonly Func<string, MergeType?> _field;
    private readonly Func<MergeType?> _element;
    private MergeType? _elementCache;
    private readonly Dictionary<string, MergeType?> _fields = new(StringComparer.Ordinal);

    private MergeType(Func<string, MergeType?>? field = null, Func<MergeType?>? element = null)
    {
        _field = field ?? (static _ => null);
        _element = element ?? (static () => null);
    }

    /// <summary>Any value; maps merge, lists are atomic.</summary>
    public static MergeType Deduced { get; } = new(null, static () => Deduced!) { IsMap = true, IsList = true, Scalar = "any" };

    /// <summary>Any value, owned whole.</summary>
    public static MergeType Opaque { get; } = new() { IsMap = true, IsList = true, Scalar = "any", Atomic = true };

    public bool IsMap { get; private init; }

    public bool IsList { get; private init; }

    /// <summary><c>string</c>, <c>numeric</c>, <c>boolean</c>, <c>any</c>, or null when it may not be a scalar.</summary>
    public string? Scalar { get; private init; }

    /// <summary>A map that is owned whole.</summary>
    public bool Atomic { get; private init; }

    /// <summary>A list whose items are owned one by one: a set, or by keys.</summary>
    public bool Associative { get; private init; }

    public IReadOnlyList<string> Keys { get; private init; } = [];

    /// <summary>Item type of lists, value type of maps that are no structs.</summary>
    public MergeType? Element => _elementCache ??= _element();

    /// <summary>The default of a key field of the items.</summary>
    public Func<string, JsonNode?> KeyDefault { get; private init; } = static _ => null;

    /// <summary>A named field; null when the type does not name it.</summary>
    public MergeType? Field(string name)
    {
        lock (_fields)
        {
            return _fields.TryGetValue(name, out var known) ? known : _fields[name] = _field(name);
        }
    }

    /// <summary>The type of one key of a map: the named field's, else the element's.</summary>
    public MergeType? Child(string name) => Field(name) ?? Element;

    public static MergeType Of(TypeInfo type) => new(
        name => type.Field(name) is { } field ? Of(field) : null)
    {
        IsMap = true,
        Atomic = type.Atomic,
    };

    /// <summary>The root of a custom resource.</summary>
    public static MergeType Of(StructuralSchema schema) => Resource(schema.Root, false);

    private static MergeType Resource(SchemaNode node, bool open)
    {
        var inner = Of(node, open, false);
        return new MergeType(
            name => name switch
            {
                "apiVersion" or "kind" => new MergeType { Scalar = "string" },
                "metadata" => Of(TypeTable.Shared.Find(MetaType)!),
                _ => inner.Field(name),
            },
            () => inner.Element)
        {
            IsMap = true,
        };
    }

    /// <param name="open">Whether unknown fields are preserved here: what a schema says holds for all below it.</param>
    private static MergeType Of(SchemaNode node, bool open, bool embedded = true)
    {
        open |= node.PreserveUnknown;
        if (embedded && node.EmbeddedResource)
        {
            return Resource(node, open);
        }

        return node.Type switch
        {
            // Any format but "byte" makes a string a value of any type to structured-merge-diff.
            "string" => new MergeType { Scalar = node.Format is "" or "byte" ? "string" : "any" },
            "integer" or "number" => new MergeType { Scalar = "numeric" },
            "boolean" => new MergeType { Scalar = "boolean" },
            "array" => new MergeType(null, () => node.Items is { } items ? Of(items, open) : Opaque)
            {
                IsList = true,
                Associative = node.ListType is "set" or "map",
                Keys = node.ListType == "map" ? node.ListMapKeys : [],
                KeyDefault = key => node.Items?.Properties.GetValueOrDefault(key)?.Default,
            },
            _ => new MergeType(
                name => node.Properties.TryGetValue(name, out var child) ? Of(child, open) : null,
                () => Values(node, open))
            {
                IsMap = true,
                Atomic = node.MapType == "atomic",
                IsList = node.Type is not "object",
                Scalar = node.Type is "object" ? null : "any",
            },
        };
    }

    private static MergeType? Values(SchemaNode node, bool open)
    {
        if (node.AdditionalProperties is { } values)
        {
            return Of(values, open);
        }

        var all = node.AdditionalAllowed ?? (open || node.Properties.Count == 0);
        return all ? Deduced : null;
    }

    private static MergeType Of(FieldInfo field)
    {
        var value = field.Value;
        switch (value.Shape)
        {
            case FieldShape.List:
                return new MergeType(null, () => Of(value.Item!))
                {
                    IsList = true,
                    Associative = field.ListType is "set" or "map",
                    Keys = field.ListType == "map" ? field.ListMapKeys : [],
                    KeyDefault = static key => key == "protocol" ? JsonValue.Create("TCP") : null,
                };
            case FieldShape.Map:
                return new MergeType(null, () => Of(value.Item!)) { IsMap = true, Atomic = field.MapType == "atomic" };
            case FieldShape.Object when field.MapType == "atomic":
                return new MergeType(name => value.Object!.Field(name) is { } f ? Of(f) : null) { IsMap = true, Atomic = true };
            default:
                return Of(value);
        }
    }

    private static MergeType Of(ValueType value) => value.Shape switch
    {
        FieldShape.Object => Of(value.Object!),
        FieldShape.List => new MergeType(null, () => Of(value.Item!)) { IsList = true },
        FieldShape.Map => new MergeType(null, () => Of(value.Item!)) { IsMap = true },
        FieldShape.Integer or FieldShape.Number => new MergeType { Scalar = "numeric" },
        FieldShape.Boolean => new MergeType { Scalar = "boolean" },
        FieldShape.Quantity or FieldShape.IntOrString => new MergeType { Scalar = "any" },
        FieldShape.Raw => value.Raw is RawForm.RawExtension or RawForm.FieldsV1 ? Deduced : Opaque,
        _ => new MergeType { Scalar = "string" },
    };
}
