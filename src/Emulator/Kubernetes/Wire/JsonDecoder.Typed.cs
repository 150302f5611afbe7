using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Values by type. A method returns null for Go's zero value of a pointer, list or map, and for faults.</summary>
internal sealed partial class JsonDecoder
{
    private const string SchemaType = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    private JsonObject TypedObject(TypeInfo type, JsonObject? existing)
    {
        var values = new (bool Seen, JsonNode? Node)[type.Fields.Length];
        var (outerStruct, depth) = (_struct, _fieldStack.Count);
        while (NextKey() is { } key)
        {
            if (type.Field(key) is not { } field)
            {
                Report("unknown", key);
                Skip();
                continue;
            }

            var (seen, before) = values[field.Place];
            if (seen)
            {
                Report("duplicate", key);
            }

            _struct = type.ShortName;
            _fieldStack.Add(field.Name);
            Push(field.Name);
            values[field.Place] = (true, FieldValue(field, before ?? existing?[field.Name]));
            Pop();
            _fieldStack.RemoveRange(depth, _fieldStack.Count - depth);
            _struct = outerStruct;
        }

        var result = existing ?? [];
        foreach (var field in type.Fields)
        {
            var (seen, value) = values[field.Place];
            if (seen && existing is not null)
            {
                result.Remove(field.Name);
            }

            if (value is not null)
            {
                value.Parent?.AsObject().Remove(field.Name);
                result.Add(field.Name, value);
            }
        }

        return result;
    }

    /// <summary>The field's value; null when Go would leave it out (a zero value that is no pointer).</summary>
    private JsonNode? FieldValue(FieldInfo field, JsonNode? before)
    {
        if (PeekKind() == JsonValueKind.Null)
        {
            _at += 4;
            return null;
        }

        var value = Value(field.Value, before);
        if (field.Name == "managedFields" && value is JsonArray { Count: 0 })
        {
            // An empty list is how a client clears all tracking; storage drops it.
            return value;
        }

        return value is null || (!field.Pointer && IsZero(value, field.Shape))
            || (field.Shape != FieldShape.Raw && value is JsonArray { Count: 0 }) ? null : value;
    }

    /// <summary>
    /// Zero values are what encoding/json's omitempty leaves out; empty structs are written again by
    /// <see cref="TypedOutput"/> where Go writes them. Storage as protobuf makes empty lists and maps nil.
    /// </summary>
    private static bool IsZero(JsonNode value, FieldShape shape) => shape switch
    {
        FieldShape.String or FieldShape.Bytes => value.GetValue<string>().Length == 0,
        FieldShape.Integer or FieldShape.Number => GoNumbers.Double(value) == 0,
        FieldShape.Boolean => !value.GetValue<bool>(),
        FieldShape.Object or FieldShape.Map => ((JsonObject)value).Count == 0,
        FieldShape.List => ((JsonArray)value).Count == 0,
        FieldShape.Quantity => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == "0",
        _ => false,
    };

    private JsonNode? Value(ValueType type, JsonNode? before)
    {
        var kind = PeekKind();
        switch (type.Shape)
        {
            case FieldShape.Object when kind == JsonValueKind.Object:
                return TypedObject(type.Object!, before as JsonObject);
            case FieldShape.Map when kind == JsonValueKind.Object:
                return Map(type, before as JsonObject);
            case FieldShape.List when kind == JsonValueKind.Array:
                return List(type);
            case FieldShape.String when kind == JsonValueKind.String:
                return JsonValue.Create(ReadString());
            case FieldShape.Boolean when kind is JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(ReadBoolean());
            case FieldShape.Integer when kind == JsonValueKind.Number:
                return Integer(type);
            case FieldShape.Number when kind == JsonValueKind.Number:
                return UntypedNumber();
            case FieldShape.Bytes when kind == JsonValueKind.String:
                return Bytes();
            case FieldShape.Bytes when kind == JsonValueKind.Array:
                return ByteList();
            case FieldShape.Time or FieldShape.MicroTime or FieldShape.Duration:
                return TimeLike(type.Shape, kind);
            case FieldShape.Quantity:
                return QuantityValue();
            case FieldShape.IntOrString:
                return IntOrStringValue(kind);
            case FieldShape.Raw:
                return RawValue(type, kind);
            default:
                TypeFault(type.GoType);
                return null;
        }
    }

    private JsonObject Map(ValueType type, JsonObject? existing)
    {
        var result = existing ?? [];
        var seen = existing is null ? null : new HashSet<string>(StringComparer.Ordinal);
        while (NextKey() is { } key)
        {
            if (seen is null ? result.ContainsKey(key) : !seen.Add(key))
            {
                Report("duplicate", key);
            }

            Push(key);
            result[key] = ItemValue(type.Item!);
            Pop();
        }

        SortKeys(result);
        return result;
    }

    private JsonArray List(ValueType type)
    {
        var list = new JsonArray();
        var index = 0;
        while (NextItem())
        {
            Push(index++);
            list.Add(ItemValue(type.Item!));
            Pop();
        }

        return list;
    }

    private JsonNode? ItemValue(ValueType type)
    {
        if (PeekKind() == JsonValueKind.Null)
        {
            _at += 4;
            return TypedOutput.Zero(type);
        }

        return Value(type, null);
    }

    private static void SortKeys(JsonObject map)
    {
        string? last = null;
        var sorted = true;
        foreach (var (key, _) in map)
        {
            sorted &= last is null || string.CompareOrdinal(last, key) < 0;
            last = key;
        }

        if (sorted)
        {
            return;
        }

        Kinds.ObjectFields.Refill(map, [.. map.OrderBy(p => p.Key, StringComparer.Ordinal)]);
    }

    private JsonNode? Integer(ValueType type)
    {
        var text = ReadNumber();
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || (type.Is32Bit && value is < int.MinValue or > int.MaxValue))
        {
            Save("number " + Encoding.ASCII.GetString(text), type.GoType);
            return null;
        }

        return GoNumbers.Node(value);
    }

    private JsonValue? Bytes()
    {
        var text = ReadString();
        if (GoBase64.IsCanonical(text))
        {
            return JsonValue.Create(text);
        }

        var bytes = GoBase64.Decode(text, out var bad);
        if (bytes is null)
        {
            _savedError ??= GoBase64.ErrorText(bad);
            return null;
        }

        return JsonValue.Create(Convert.ToBase64String(bytes));
    }

    private JsonNode ByteList()
    {
        var bytes = new List<byte>();
        while (NextItem())
        {
            if (PeekKind() != JsonValueKind.Number)
            {
                TypeFault("uint8");
                continue;
            }

            var text = ReadNumber();
            if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
            }
            else
            {
                Save("number " + Encoding.ASCII.GetString(text), "uint8");
            }
        }

        return JsonValue.Create(Convert.ToBase64String(bytes.ToArray()));
    }

    private JsonValue TimeLike(FieldShape shape, JsonValueKind kind)
    {
        if (kind != JsonValueKind.String)
        {
            throw new DecodeException(TypeError(GoWord(kind), "string"));
        }

        var text = ReadString();
        string error;
        if (shape == FieldShape.Duration)
        {
            var nanos = GoDuration.Parse(text, out error);
            return nanos is null ? throw new DecodeException(error) : JsonValue.Create(GoDuration.Format(nanos.Value))!;
        }

        var time = shape == FieldShape.MicroTime ? GoTime.ParseMicro(text, out error) : GoTime.Parse(text, out error);
        if (time is null)
        {
            throw new DecodeException(error);
        }

        return JsonValue.Create(shape == FieldShape.MicroTime ? GoTime.FormatMicro(time.Value) : GoTime.Format(time.Value))!;
    }

    private JsonValue QuantityValue()
    {
        // The real decoder takes the raw text, with or without quotes, and does not unescape it.
        var start = _at;
        Skip();
        var raw = Encoding.UTF8.GetString(_json.Span[start.._at]);
        if (raw.Length >= 2 && raw[0] == '"' && raw[^1] == '"')
        {
            raw = raw[1..^1];
        }

        var quantity = Quantity.Parse(raw.Trim(), out var error) ?? throw new DecodeException(error);
        return JsonValue.Create(quantity.ToString())!;
    }

    private JsonNode? IntOrStringValue(JsonValueKind kind)
    {
        if (kind == JsonValueKind.String)
        {
            return JsonValue.Create(ReadString());
        }

        if (kind != JsonValueKind.Number)
        {
            throw new DecodeException(TypeError(GoWord(kind), "int32"));
        }

        var text = ReadNumber();
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? GoNumbers.Node(number)
            : throw new DecodeException(TypeError("number " + Encoding.ASCII.GetString(text), "int32"));
    }

    private JsonNode? RawValue(ValueType type, JsonValueKind kind)
    {
        // Each of these Go types calls json.Unmarshal itself: nothing inside is reported as unknown or duplicate.
        var strict = Strict;
        Strict = false;
        try
        {
            return (type.Raw, kind) switch
            {
                (RawForm.SchemaOrArray or RawForm.SchemaOrBool or RawForm.SchemaOrStrings, JsonValueKind.Object) =>
                    TypedObject(TypeTable.Shared.Find(SchemaType)!, null),
                (RawForm.SchemaOrArray, JsonValueKind.Array) => SchemaList(),
                (RawForm.SchemaOrBool, JsonValueKind.True or JsonValueKind.False) => Untyped(),
                (RawForm.SchemaOrBool, _) => throw new DecodeException("boolean or JSON schema expected"),
                _ => Untyped(),
            };
        }
        finally
        {
            Strict = strict;
        }
    }

    private JsonArray SchemaList()
    {
        var list = new JsonArray();
        while (NextItem())
        {
            if (PeekKind() == JsonValueKind.Object)
            {
                list.Add((JsonNode)TypedObject(TypeTable.Shared.Find(SchemaType)!, null));
            }
            else
            {
                TypeFault("v1.JSONSchemaProps");
            }
        }

        return list;
    }
}
