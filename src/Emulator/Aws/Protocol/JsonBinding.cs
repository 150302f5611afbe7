using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Reads a JSON request by its model shape: unknown members are skipped, nulls count as absent, the last of equal
/// members
/// wins, a value of another type is a SerializationException. One pass; the result holds only what the model knows.
/// </summary>
internal static class JsonBinding
{
    public static JsonObject Read(ReadOnlySpan<byte> body, Shape? shape)
    {
        if (IsBlank(body))
        {
            return [];
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw FrameworkErrors.Serialization("Start of structure or map found where not expected.");
            }

            var request = shape is null ? Skip(ref reader) : Structure(ref reader, shape);
            if (reader.Read())
            {
                throw FrameworkErrors.Serialization(null);
            }

            return request;
        }
        catch (JsonException)
        {
            // Not JSON, or nested too deeply.
            throw FrameworkErrors.Serialization(null);
        }
        catch (InvalidOperationException)
        {
            // Invalid UTF-8 or half a surrogate pair inside a text.
            throw FrameworkErrors.Serialization(null);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> body) => body.Trim(" \t\r\n"u8).IsEmpty;

    private static JsonObject Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return [];
    }

    private static JsonObject Structure(ref Utf8JsonReader reader, Shape shape)
    {
        var made = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var member = Find(ref reader, shape);
            reader.Read();
            if (member is null)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.Null)
            {
                made[member.Name] = Value(ref reader, member.Shape);
            }
        }

        return made;
    }

    private static Member? Find(ref Utf8JsonReader reader, Shape shape)
    {
        foreach (var member in shape.Members)
        {
            if (reader.ValueTextEquals(member.Utf8Name))
            {
                return member;
            }
        }

        return null;
    }

    private static JsonNode? Value(ref Utf8JsonReader reader, Shape shape)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                Expect(reader.TokenType == JsonTokenType.StartObject, ref reader, shape);
                return Structure(ref reader, shape);
            case ShapeKind.Map:
                Expect(reader.TokenType == JsonTokenType.StartObject, ref reader, shape);
                return Map(ref reader, shape);
            case ShapeKind.List:
                Expect(reader.TokenType == JsonTokenType.StartArray, ref reader, shape);
                return List(ref reader, shape);
            case ShapeKind.String:
                Expect(reader.TokenType == JsonTokenType.String, ref reader, shape);
                return JsonValue.Create(reader.GetString());
            case ShapeKind.Blob:
                Expect(reader.TokenType == JsonTokenType.String, ref reader, shape);
                return Blob(reader.GetString()!);
            case ShapeKind.Boolean:
                Expect(reader.TokenType is JsonTokenType.True or JsonTokenType.False, ref reader, shape);
                return JsonValue.Create(reader.GetBoolean());
            default:
                Expect(reader.TokenType == JsonTokenType.Number, ref reader, shape);
                return Number(ref reader, shape);
        }
    }

    private static JsonObject Map(ref Utf8JsonReader reader, Shape shape)
    {
        var made = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                made[key] = Value(ref reader, shape.Item!.Shape);
            }
        }

        return made;
    }

    private static JsonArray List(ref Utf8JsonReader reader, Shape shape)
    {
        var made = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            made.Add(reader.TokenType == JsonTokenType.Null ? null : Value(ref reader, shape.Item!.Shape));
        }

        return made;
    }

    private static JsonValue Number(ref Utf8JsonReader reader, Shape shape)
    {
        if (shape.Kind is ShapeKind.Double or ShapeKind.Timestamp)
        {
            return reader.TryGetDouble(out var real) && double.IsFinite(real)
                ? JsonValue.Create(real)
                : throw FrameworkErrors.Serialization(null);
        }

        // AWS cuts fractions off and refuses what does not fit.
        if (!reader.TryGetInt64(out var whole)
            && !(reader.TryGetDecimal(out var fraction) && decimal.Abs(fraction) < long.MaxValue
                && (whole = (long)decimal.Truncate(fraction)) is var _))
        {
            throw FrameworkErrors.Serialization(null);
        }

        return shape.Kind == ShapeKind.Long
            ? JsonValue.Create(whole)
            : whole is >= int.MinValue and <= int.MaxValue
                ? JsonValue.Create((int)whole)
                : throw FrameworkErrors.Serialization(null);
    }

    private static JsonValue Blob(string text)
    {
        // The text itself stays in the request; operations decode it.
        return Base64.IsValid(text) ? JsonValue.Create(text)! : throw FrameworkErrors.Serialization(null);
    }

    private static void Expect(bool holds, ref Utf8JsonReader reader, Shape shape)
    {
        if (!holds)
        {
            throw FrameworkErrors.Serialization(Mismatch(reader.TokenType, shape));
        }
    }

    private static string Mismatch(JsonTokenType found, Shape wanted)
    {
        var type = wanted.Kind switch
        {
            ShapeKind.String => "String",
            ShapeKind.Integer => "Integer",
            ShapeKind.Long => "Long",
            ShapeKind.Double => "Double",
            ShapeKind.Boolean => "Boolean",
            ShapeKind.Blob => "Blob",
            ShapeKind.Timestamp => "Date",
            _ => null,
        };
        if (found == JsonTokenType.StartObject)
        {
            return "Start of structure or map found where not expected.";
        }

        if (found == JsonTokenType.StartArray)
        {
            return "Start of list found where not expected";
        }

        if (type is null)
        {
            return wanted.Kind == ShapeKind.List ? "Expected list or null" : "Expected null";
        }

        var value = found switch
        {
            JsonTokenType.Number => "NUMBER_VALUE",
            JsonTokenType.True => "TRUE_VALUE",
            JsonTokenType.False => "FALSE_VALUE",
            _ => "STRING_VALUE",
        };
        return new StringBuilder(value).Append(" cannot be converted to ").Append(type).ToString();
    }
}
