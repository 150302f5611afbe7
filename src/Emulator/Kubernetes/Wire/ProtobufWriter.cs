using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// JSON of a known type to protobuf, fields ascending as Go writes them. Zero values that Go writes all the same (strings,
/// numbers and structs held by value) are left out: readers cannot tell.
/// </summary>
internal static class ProtobufWriter
{
    public static void Message(ArrayBufferWriter<byte> output, JsonObject obj, TypeInfo type) =>
        Message(output, obj, ProtobufShape.Of(type));

    public static void Text(ArrayBufferWriter<byte> output, int number, string text) =>
        Bytes(output, number, Encoding.UTF8.GetBytes(text));

    public static void Bytes(ArrayBufferWriter<byte> output, int number, ReadOnlySpan<byte> bytes)
    {
        Varint(output, ((ulong)number << 3) | 2);
        Varint(output, (ulong)bytes.Length);
        output.Write(bytes);
    }

    private static void Varint(ArrayBufferWriter<byte> output, ulong value)
    {
        Span<byte> buffer = stackalloc byte[10];
        var length = 0;
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
        output.Write(buffer[..length]);
    }

    public static void Double(ArrayBufferWriter<byte> output, int number, double value)
    {
        Varint(output, ((ulong)number << 3) | 1);
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        output.Write(bytes);
    }

    public static void Number(ArrayBufferWriter<byte> output, int number, ulong value)
    {
        Varint(output, (ulong)number << 3);
        Varint(output, value);
    }

    private static void Message(ArrayBufferWriter<byte> output, JsonObject obj, ProtobufShape shape)
    {
        foreach (var (number, slot) in shape.Slots)
        {
            if (slot.Embedded is { } embedded)
            {
                var inner = new ArrayBufferWriter<byte>();
                Message(inner, obj, embedded);
                Bytes(output, number, inner.WrittenSpan);
            }
            else if (slot.Field is { } field && obj[field.Name] is { } value)
            {
                Field(output, number, field, value);
            }
        }
    }

    private static void Field(ArrayBufferWriter<byte> output, int number, FieldInfo field, JsonNode value)
    {
        switch (value)
        {
            case JsonArray list when field.Shape == FieldShape.List && field.ProtoWrapped:
                Bytes(output, number, Wrapped(list));
                break;
            case JsonArray list when field.Shape == FieldShape.List:
                foreach (var item in list)
                {
                    Value(output, number, field.Item!, item ?? TypedOutput.Zero(field.Item!));
                }

                break;
            case JsonObject map when field.Shape == FieldShape.Map:
                foreach (var (key, item) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    var entry = new ArrayBufferWriter<byte>();
                    Text(entry, 1, key);
                    if (field.ProtoWrapped)
                    {
                        Bytes(entry, 2, Wrapped(item as JsonArray ?? []));
                    }
                    else
                    {
                        Value(entry, 2, field.Item!, item ?? TypedOutput.Zero(field.Item!));
                    }

                    Bytes(output, number, entry.WrittenSpan);
                }

                break;
            default:
                Value(output, number, field.Value, value);
                break;
        }
    }

    private static byte[] Wrapped(JsonArray list)
    {
        var inner = new ArrayBufferWriter<byte>();
        foreach (var item in list)
        {
            Text(inner, 1, (string?)item ?? "");
        }

        return inner.WrittenSpan.ToArray();
    }

    private static void Value(ArrayBufferWriter<byte> output, int number, ValueType type, JsonNode? value)
    {
        switch (type.Shape)
        {
            case FieldShape.String:
                Text(output, number, AsText(value));
                break;
            case FieldShape.Bytes:
                Bytes(output, number, GoBase64.Decode(AsText(value), out _) ?? []);
                break;
            case FieldShape.Integer:
                Number(output, number, GoNumbers.TryInt64(value, out var integer) ? unchecked((ulong)integer) : 0);
                break;
            case FieldShape.Boolean:
                Number(output, number, value is JsonValue b && b.TryGetValue<bool>(out var flag) && flag ? 1UL : 0);
                break;
            case FieldShape.Number:
                Varint(output, ((ulong)number << 3) | 1);
                output.Write(BitConverter.GetBytes(GoNumbers.Double(value)));
                break;
            default:
                var inner = new ArrayBufferWriter<byte>();
                Inner(inner, type, value);
                Bytes(output, number, inner.WrittenSpan);
                break;
        }
    }

    private static void Inner(ArrayBufferWriter<byte> output, ValueType type, JsonNode? value)
    {
        switch (type.Shape)
        {
            case FieldShape.Object:
                Message(output, value as JsonObject ?? [], type.Object!);
                break;
            case FieldShape.Quantity:
                Text(output, 1, AsText(value));
                break;
            case FieldShape.Duration:
                Number(output, 1, unchecked((ulong)(GoDuration.Parse(AsText(value), out _) ?? 0)));
                break;
            case FieldShape.Time or FieldShape.MicroTime:
                if (GoTime.Parse(AsText(value), out _) is { } time)
                {
                    Number(output, 1, unchecked((ulong)time.UnixSeconds));
                    Number(output, 2, (ulong)time.Nanos);
                }

                break;
            case FieldShape.IntOrString:
                var isNumber = GoNumbers.TryInt64(value, out var integer);
                Number(output, 1, isNumber ? 0UL : 1);
                Number(output, 2, isNumber ? unchecked((ulong)integer) : 0);
                Text(output, 3, isNumber ? "" : AsText(value));
                break;
            case FieldShape.Raw:
                Raw(output, type.Raw, value);
                break;
        }
    }

    private static void Raw(ArrayBufferWriter<byte> output, RawForm form, JsonNode? value)
    {
        var schema = TypeTable.Shared.Find(ProtobufReader.SchemaType)!;
        var isOr = form is RawForm.SchemaOrArray or RawForm.SchemaOrBool or RawForm.SchemaOrStrings;
        switch (value)
        {
            case JsonObject obj when isOr:
                if (form == RawForm.SchemaOrBool)
                {
                    Number(output, 1, 1);
                }

                var inner = new ArrayBufferWriter<byte>();
                Message(inner, obj, schema);
                Bytes(output, form == RawForm.SchemaOrBool ? 2 : 1, inner.WrittenSpan);
                break;
            case JsonArray list when isOr:
                foreach (var item in list)
                {
                    var element = new ArrayBufferWriter<byte>();
                    if (item is JsonObject obj)
                    {
                        Message(element, obj, schema);
                    }

                    Bytes(output, 2, item is JsonObject ? element.WrittenSpan : Encoding.UTF8.GetBytes(AsText(item)));
                }

                break;
            case JsonValue flag when isOr:
                Number(output, 1, flag.TryGetValue<bool>(out var allows) && allows ? 1UL : 0);
                break;
            default:
                Bytes(output, 1, JsonWriting.ToUtf8(value));
                break;
        }
    }

    private static string AsText(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
}
