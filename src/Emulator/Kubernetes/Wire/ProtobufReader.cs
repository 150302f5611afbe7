using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Protobuf messages to JSON in Go field order, zero values that are no pointers left out.</summary>
internal static class ProtobufReader
{
    internal const string SchemaType = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    private const int DepthMax = 100;

    public static JsonObject Message(TypeInfo type, ReadOnlySpan<byte> message, int depth)
    {
        if (depth > DepthMax)
        {
            throw new DecodeException("proto: message nested too deeply");
        }

        var values = new Dictionary<FieldInfo, JsonNode?>();
        Collect(ProtobufShape.Of(type), message, values, depth);
        var result = new JsonObject();
        foreach (var field in type.Fields)
        {
            if (values.TryGetValue(field, out var value) && value is not null && (field.Pointer || !IsZero(value, field)))
            {
                result.Add(field.Name, value);
            }
        }

        return result;
    }

    private static void Collect(ProtobufShape shape, ReadOnlySpan<byte> message, Dictionary<FieldInfo, JsonNode?> values, int depth)
    {
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            var slot = shape.Find(fields.Number);
            if (slot?.Embedded is { } embedded)
            {
                Collect(embedded, fields.Payload, values, depth);
            }
            else if (slot?.Field is { } field)
            {
                values[field] = Field(field, in fields, values.GetValueOrDefault(field), depth);
            }
        }
    }

    private static bool IsZero(JsonNode value, FieldInfo field) => field.Shape switch
    {
        FieldShape.String or FieldShape.Bytes => value.GetValue<string>().Length == 0,
        FieldShape.Integer or FieldShape.Number => GoNumbers.Double(value) == 0,
        FieldShape.Boolean => !value.GetValue<bool>(),
        FieldShape.Object or FieldShape.Map => ((JsonObject)value).Count == 0,
        FieldShape.List => ((JsonArray)value).Count == 0,
        FieldShape.Quantity => value.GetValue<string>() is "0" or "",
        _ => false,
    };

    private static JsonNode? Field(FieldInfo field, in ProtobufFields wire, JsonNode? before, int depth)
    {
        switch (field.Shape)
        {
            case FieldShape.List when field.ProtoWrapped:
                return Wrapped(wire.Payload);
            case FieldShape.List:
                var list = before as JsonArray ?? [];
                if (field.Item!.Shape == FieldShape.Integer && wire.WireType == 2)
                {
                    var packed = wire.Payload;
                    while (!packed.IsEmpty)
                    {
                        list.Add(GoNumbers.Node(unchecked((long)ProtobufFields.Varint(ref packed))));
                    }
                }
                else
                {
                    list.Add(Value(field.Item, in wire, depth));
                }

                return list;
            case FieldShape.Map:
                var map = before as JsonObject ?? [];
                var (key, value) = Entry(field, wire.Payload, depth);
                map[key] = value;
                return map;
            default:
                return Value(field.Value, in wire, depth);
        }
    }

    private static (string Key, JsonNode? Value) Entry(FieldInfo field, ReadOnlySpan<byte> entry, int depth)
    {
        var key = "";
        JsonNode? value = null;
        var seen = false;
        var fields = new ProtobufFields(entry);
        while (fields.Next())
        {
            if (fields.Number == 1)
            {
                key = Encoding.UTF8.GetString(fields.Payload);
            }
            else if (fields.Number == 2)
            {
                seen = true;
                value = field.ProtoWrapped ? Wrapped(fields.Payload) : Value(field.Item!, in fields, depth);
            }
        }

        return (key, seen ? value : TypedOutput.Zero(field.Item!));
    }

    private static JsonArray Wrapped(ReadOnlySpan<byte> message)
    {
        var list = new JsonArray();
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            if (fields.Number == 1)
            {
                list.Add(Encoding.UTF8.GetString(fields.Payload));
            }
        }

        return list;
    }

    private static JsonNode? Value(ValueType type, in ProtobufFields wire, int depth)
    {
        switch (type.Shape)
        {
            case FieldShape.String:
                return JsonValue.Create(Encoding.UTF8.GetString(wire.Payload));
            case FieldShape.Bytes:
                return JsonValue.Create(Convert.ToBase64String(wire.Payload));
            case FieldShape.Integer:
                return GoNumbers.Node(type.Is32Bit ? unchecked((int)wire.Value) : unchecked((long)wire.Value));
            case FieldShape.Number:
                return GoNumbers.Node(BitConverter.UInt64BitsToDouble(wire.Value));
            case FieldShape.Boolean:
                return JsonValue.Create(wire.Value != 0);
            case FieldShape.Object:
                return Message(type.Object!, wire.Payload, depth + 1);
            case FieldShape.Raw:
                return Raw(type.Raw, wire.Payload, depth);
            default:
                return Special(type.Shape, wire.Payload);
        }
    }

    private static JsonValue? Special(FieldShape shape, ReadOnlySpan<byte> message)
    {
        ulong first = 0, second = 0;
        var text = "";
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            if (fields.WireType == 2)
            {
                text = Encoding.UTF8.GetString(fields.Payload);
            }
            else if (fields.Number == 1)
            {
                first = fields.Value;
            }
            else if (fields.Number == 2)
            {
                second = fields.Value;
            }
        }

        switch (shape)
        {
            case FieldShape.Quantity:
                var quantity = text.Length == 0 ? Quantity.Zero : Quantity.Parse(text, out var error) ?? throw new DecodeException(error);
                return JsonValue.Create(quantity.ToString());
            case FieldShape.IntOrString:
                return first == 0 ? GoNumbers.Node((long)unchecked((int)second)) : JsonValue.Create(text);
            case FieldShape.Duration:
                return JsonValue.Create(GoDuration.Format(unchecked((long)first)));
            default:
                // An empty message is the zero time, which JSON writes as null.
                var time = GoInstant.FromUnix(unchecked((long)first), (int)Math.Min(second, int.MaxValue));
                return message.IsEmpty ? null
                    : JsonValue.Create(shape == FieldShape.MicroTime ? GoTime.FormatMicro(time) : GoTime.Format(time));
        }
    }

    private static JsonNode? Raw(RawForm form, ReadOnlySpan<byte> message, int depth)
    {
        JsonNode? result = null;
        var schema = TypeTable.Shared.Find(SchemaType)!;
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            switch (form, fields.Number)
            {
                case (RawForm.RawExtension or RawForm.FieldsV1 or RawForm.Json, 1):
                    result = Protobuf.IsEnveloped(fields.Payload)
                        ? Protobuf.ToJson(fields.Payload)
                        : fields.Payload.IsEmpty ? null : JsonReading.Parse(fields.Payload.ToArray(), null, out _);
                    break;
                case (RawForm.SchemaOrBool, 1):
                    result ??= JsonValue.Create(fields.Value != 0);
                    break;
                case (RawForm.SchemaOrBool, 2) or (RawForm.SchemaOrArray or RawForm.SchemaOrStrings, 1):
                    result = Message(schema, fields.Payload, depth + 1);
                    break;
                case (RawForm.SchemaOrArray, 2):
                    result ??= new JsonArray();
                    (result as JsonArray)?.Add((JsonNode)Message(schema, fields.Payload, depth + 1));
                    break;
                case (RawForm.SchemaOrStrings, 2):
                    result ??= new JsonArray();
                    (result as JsonArray)?.Add(Encoding.UTF8.GetString(fields.Payload));
                    break;
            }
        }

        return result;
    }
}
