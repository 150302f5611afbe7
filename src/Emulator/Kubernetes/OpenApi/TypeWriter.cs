using System.Text.Json;
using Eso.Emulator.Kubernetes.Fields;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>Writes built-in types as schemas, collecting the types they refer to.</summary>
internal sealed class TypeWriter(Utf8JsonWriter json, Dialect dialect)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
    private const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private const string RawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension";

    private readonly Queue<string> waiting = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> skipped = new(StringComparer.Ordinal);

    /// <summary>Asks for a definition.</summary>
    public void Need(string name)
    {
        if (seen.Add(name))
        {
            waiting.Enqueue(name);
        }
    }

    /// <summary>Leaves a definition to its own writer.</summary>
    public void Skip(string name)
    {
        seen.Add(name);
        skipped.Add(name);
    }

    /// <summary>Writes all definitions asked for, and those they ask for.</summary>
    public void WriteNeeded()
    {
        while (waiting.TryDequeue(out var name))
        {
            if (skipped.Contains(name))
            {
                continue;
            }

            json.WritePropertyName(name);
            Definition(name);
        }
    }

    /// <summary>Writes <c>$ref</c> and remembers its target.</summary>
    public void Ref(string name)
    {
        Need(name);
        json.WriteString("$ref", (dialect == Dialect.V2 ? "#/definitions/" : "#/components/schemas/") + name);
    }

    public void RefObject(string name)
    {
        json.WriteStartObject();
        Ref(name);
        json.WriteEndObject();
    }

    private static string? RefOf(ValueType value) => value.Shape switch
    {
        FieldShape.Object => value.Object?.Name,
        FieldShape.Quantity => Quantity,
        FieldShape.IntOrString => IntOrString,
        FieldShape.Time => Meta + "Time",
        FieldShape.MicroTime => Meta + "MicroTime",
        FieldShape.Duration => Meta + "Duration",
        FieldShape.Raw => value.Raw switch
        {
            RawForm.FieldsV1 => Meta + "FieldsV1",
            RawForm.Json => Extensions + "JSON",
            RawForm.SchemaOrArray => Extensions + "JSONSchemaPropsOrArray",
            RawForm.SchemaOrBool => Extensions + "JSONSchemaPropsOrBool",
            RawForm.SchemaOrStrings => Extensions + "JSONSchemaPropsOrStringArray",
            _ => RawExtension,
        },
        _ => null,
    };

    private void Definition(string name)
    {
        json.WriteStartObject();
        if (!Scalar(name) && TypeTable.Shared.Find(name) is { } type)
        {
            Fields(type);
        }

        json.WriteEndObject();
    }

    private bool Scalar(string name)
    {
        switch (name)
        {
            case Quantity or Meta + "Duration":
                json.WriteString("type", "string");
                return true;
            case IntOrString when dialect == Dialect.V3:
                json.WriteString("format", "int-or-string");
                json.WriteStartArray("oneOf");
                Typed("integer");
                Typed("string");
                json.WriteEndArray();
                return true;
            case IntOrString:
                json.WriteString("type", "string");
                json.WriteString("format", "int-or-string");
                return true;
            case Meta + "Time" or Meta + "MicroTime":
                json.WriteString("type", "string");
                json.WriteString("format", "date-time");
                return true;
            case Meta + "FieldsV1" or RawExtension or Meta + "Patch":
                json.WriteString("type", "object");
                return true;
            default:
                return name.StartsWith(Extensions + "JSON", StringComparison.Ordinal) &&
                    name != Extensions + "JSONSchemaProps";
        }
    }

    private void Typed(string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private void Fields(TypeInfo type)
    {
        json.WriteString("type", "object");
        var required = type.Fields.Where(f => f.Required).Select(f => f.Name).ToList();
        if (required.Count > 0)
        {
            json.WriteStartArray("required");
            required.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (type.Fields.Length > 0)
        {
            json.WriteStartObject("properties");
            foreach (var field in type.Fields.OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                json.WritePropertyName(field.Name);
                Field(type, field);
            }

            json.WriteEndObject();
        }

        if (type.Atomic)
        {
            json.WriteString("x-kubernetes-map-type", "atomic");
        }

        Kinds(type);
        Union(type);
    }

    private void Union(TypeInfo type)
    {
        if (type.Union?.Split(':') is not [var discriminator, var fields])
        {
            return;
        }

        json.WriteStartArray("x-kubernetes-unions");
        json.WriteStartObject();
        Extension("discriminator", discriminator.Length > 0 ? discriminator : null);
        json.WriteStartObject("fields-to-discriminateBy");
        foreach (var field in fields.Split(','))
        {
            json.WriteString(field, char.ToUpperInvariant(field[0]) + field[1..]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Kinds(TypeInfo type)
    {
        if (type.Kinds.Count == 0)
        {
            return;
        }

        json.WriteStartArray("x-kubernetes-group-version-kind");
        foreach (var kind in type.Kinds)
        {
            json.WriteStartObject();
            json.WriteString("group", kind.Group);
            json.WriteString("kind", kind.Kind);
            json.WriteString("version", kind.Version);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Field(TypeInfo type, FieldInfo field)
    {
        json.WriteStartObject();
        Extension("description", Descriptions.Field(type, field.Name));
        Value(field.Value, byValue: !field.Pointer);
        Extension("x-kubernetes-list-type", field.ListType);
        Extension("x-kubernetes-map-type", field.MapType);
        Extension("x-kubernetes-patch-merge-key", field.PatchMergeKey);
        Extension("x-kubernetes-patch-strategy", field.PatchStrategy);
        if (field.ListMapKeys.Count > 0)
        {
            json.WriteStartArray("x-kubernetes-list-map-keys");
            foreach (var key in field.ListMapKeys)
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Extension(string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private void Value(ValueType value, bool byValue)
    {
        if (RefOf(value) is { } target)
        {
            Reference(target, byValue && value.Shape == FieldShape.Object);
            return;
        }

        switch (value.Shape)
        {
            case FieldShape.List:
                json.WriteString("type", "array");
                json.WritePropertyName("items");
                Item(value.Item!);
                break;
            case FieldShape.Map:
                json.WriteString("type", "object");
                json.WritePropertyName("additionalProperties");
                Item(value.Item!);
                break;
            case FieldShape.Boolean:
                json.WriteString("type", "boolean");
                break;
            case FieldShape.Integer:
                json.WriteString("type", "integer");
                json.WriteString("format", value.Is32Bit ? "int32" : "int64");
                break;
            case FieldShape.Number:
                json.WriteString("type", "number");
                json.WriteString("format", "double");
                break;
            default:
                json.WriteString("type", "string");
                if (value.Shape == FieldShape.Bytes)
                {
                    json.WriteString("format", "byte");
                }

                break;
        }
    }

    private void Item(ValueType item)
    {
        json.WriteStartObject();
        Value(item, byValue: true);
        json.WriteEndObject();
    }

    // v3 wraps references so that a default (structs held by value) can stand beside them.
    private void Reference(string target, bool byValue)
    {
        if (dialect == Dialect.V2)
        {
            Ref(target);
            return;
        }

        if (byValue)
        {
            json.WriteStartObject("default");
            json.WriteEndObject();
        }

        json.WriteStartArray("allOf");
        RefObject(target);
        json.WriteEndArray();
    }
}
