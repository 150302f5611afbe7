using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Cel;

internal enum CelKind
{
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    Type,
    List,
    Map,
    Optional,

    /// <summary>An object with declared fields.</summary>
    Object,

    /// <summary>A library's own type, by name.</summary>
    Opaque,

    /// <summary>A variable of a signature.</summary>
    Variable,
}

/// <summary>A type as the checker sees it.</summary>
internal sealed record CelType(CelKind Kind, string Name = "", CelType? First = null, CelType? Second = null)
{
    public static readonly CelType Dyn = new(CelKind.Dyn);
    /// <summary>What a faulty expression has: it takes part in anything, so that only the first fault is told.</summary>
    public static readonly CelType Faulty = new(CelKind.Dyn, "!error!");

    public static readonly CelType Null = new(CelKind.Null);
    public static readonly CelType Bool = new(CelKind.Bool);
    public static readonly CelType Int = new(CelKind.Int);
    public static readonly CelType Uint = new(CelKind.Uint);
    public static readonly CelType Double = new(CelKind.Double);
    public static readonly CelType String = new(CelKind.String);
    public static readonly CelType Bytes = new(CelKind.Bytes);
    public static readonly CelType Timestamp = new(CelKind.Timestamp);
    public static readonly CelType Duration = new(CelKind.Duration);

    /// <summary>The fields of an object: type by name; null when there is no such field.</summary>
    public Func<string, CelType?>? Fields { get; init; }

    public static CelType List(CelType item) => new(CelKind.List, "", item);

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "", key, value);

    public static CelType Optional(CelType value) => new(CelKind.Optional, "", value);

    public static CelType TypeOf(CelType value) => new(CelKind.Type, "", value);

    public static CelType Opaque(string name) => new(CelKind.Opaque, name);

    public static CelType Variable(string name) => new(CelKind.Variable, name);

    public static CelType Object(string name, Func<string, CelType?> fields) => new(CelKind.Object, name) { Fields = fields };

    /// <summary>The type of a value under a schema; null where the schema does not show it to expressions.</summary>
    /// <param name="name">Objects have names of their own: two places are of two types.</param>
    public static CelType? Of(SchemaNode schema, bool isResource = false, string name = "object")
    {
        if (schema.IntOrString)
        {
            return Dyn;
        }

        isResource |= schema.EmbeddedResource;
        switch (schema.Type)
        {
            case "boolean":
                return Bool;
            case "integer":
                return Int;
            case "number":
                return Double;
            case "string":
                return schema.Format switch
                {
                    "byte" => Bytes,
                    "duration" => Duration,
                    "date" or "date-time" => Timestamp,
                    _ => String,
                };
            case "array":
                return schema.Items is not null && Of(schema.Items, false, name + ".@idx") is { } item ? List(item) : null;
            case "object" when schema.AdditionalProperties is not null:
                return Of(schema.AdditionalProperties, false, name + ".@elem") is { } value ? Map(String, value) : null;
            case "object":
                return Object(name, field => Field(schema, field, isResource, name));
            default:
                return isResource ? Object(name, field => Field(schema, field, isResource, name)) : null;
        }
    }

    /// <summary>As messages print it.</summary>
    public override string ToString() => Kind switch
    {
        CelKind.Dyn when Name.Length > 0 => Name,
        CelKind.Dyn or CelKind.Variable => "dyn",
        CelKind.Null => "null",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        CelKind.List => $"list({First})",
        CelKind.Map => $"map({First}, {Second})",
        CelKind.Optional => $"optional_type({First})",
        CelKind.Type => First is null or { Kind: CelKind.Dyn } ? "type" : $"type({First})",
        CelKind.Object or CelKind.Opaque => Name,
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private static CelType? Field(SchemaNode schema, string name, bool isResource, string type)
    {
        if (isResource && name is "apiVersion" or "kind")
        {
            return String;
        }

        if (isResource && name == "metadata")
        {
            return Object(type + ".metadata", static n => n is "name" or "generateName" ? String : null);
        }

        var property = CelNames.Unescape(name);
        return schema.Properties.TryGetValue(property, out var child) ? Of(child, false, $"{type}.{name}") : null;
    }
}
