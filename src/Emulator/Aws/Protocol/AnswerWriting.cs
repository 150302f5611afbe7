using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>A finished answer.</summary>
internal sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Body, string? ErrorCode = null);

/// <summary>Renders answers and errors in each protocol. The only place that does.</summary>
internal static class AnswerWriting
{
    public const string JsonType = "application/x-amz-json-1.1";
    private const string FaultNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09";

    private const int KeptBytesMax = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? keptBuffer;

    [ThreadStatic]
    private static Utf8JsonWriter? keptWriter;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions NodeOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Json(JsonObject answer, OperationModel operation) =>
        new(200, JsonType, operation.Output is null && answer.Count == 0 ? ReadOnlyMemory<byte>.Empty : Bytes(answer));

    public static Answer JsonError(AwsException error, ServiceModel? model)
    {
        var body = new JsonObject { ["__type"] = error.Code };
        var text = error.TextMember;
        if (text is null)
        {
            var known = model?.Error(error.Code);
            text = known is null ? "message" : known.TextMember;
        }

        if (error.Text is not null && text is not null)
        {
            body[text] = error.Text;
        }

        return new Answer(error.Status, JsonType, Bytes(body), error.Code);
    }

    public static Answer Query(JsonObject answer, BoundOperation operation, string requestId, bool json)
    {
        var name = operation.Model.Name;
        if (json)
        {
            var inner = new JsonObject
            {
                ["ResponseMetadata"] = new JsonObject { ["RequestId"] = requestId },
            };
            if (operation.Model.Output is { } output)
            {
                inner.Insert(0, name + "Result", WithNulls(answer, output));
            }

            return new Answer(200, "application/json", Bytes(new JsonObject { [name + "Response"] = inner }));
        }

        return new Answer(200, "text/xml", Xml(writer =>
        {
            writer.WriteStartElement(name + "Response", operation.Service.XmlNamespace);
            if (operation.Model.Output is { } output)
            {
                writer.WriteStartElement(name + "Result");
                Members(writer, answer, output);
                writer.WriteEndElement();
            }

            writer.WriteStartElement("ResponseMetadata");
            writer.WriteElementString("RequestId", requestId);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }));
    }

    public static Answer QueryError(AwsException error, BoundService? service, string requestId, bool json)
    {
        var type = error.Status >= 500 ? "Receiver" : "Sender";
        if (json)
        {
            var document = new JsonObject
            {
                ["Error"] = new JsonObject { ["Code"] = error.Code, ["Message"] = error.Text, ["Type"] = type },
                ["RequestId"] = requestId,
            };
            return new Answer(error.Status, "application/json", Bytes(document), error.Code);
        }

        var ns = error.Code == "InvalidAction" || service is null ? FaultNamespace : service.XmlNamespace;
        return new Answer(error.Status, "text/xml", Xml(writer =>
        {
            writer.WriteStartElement("ErrorResponse", ns);
            writer.WriteStartElement("Error");
            writer.WriteElementString("Type", type);
            writer.WriteElementString("Code", error.Code);
            if (error.Text is not null)
            {
                writer.WriteElementString("Message", Legal(error.Text));
            }

            writer.WriteEndElement();
            writer.WriteElementString("RequestId", requestId);
            writer.WriteEndElement();
        }), error.Code);
    }

    private static byte[] Bytes(JsonNode node)
    {
        var buffer = keptBuffer ?? new ArrayBufferWriter<byte>(4096);
        var writer = keptWriter ?? new Utf8JsonWriter(buffer, Compact);
        keptBuffer = null;
        keptWriter = null;
        node.WriteTo(writer, NodeOptions);
        writer.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptBytesMax)
        {
            // Clears what it held: answers carry secrets.
            buffer.Clear();
            writer.Reset(buffer);
            keptBuffer = buffer;
            keptWriter = writer;
        }

        return bytes;
    }

    private static byte[] Xml(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            Encoding = new UTF8Encoding(false),
            Indent = true,
            IndentChars = "  ",
            NewLineChars = "\n",
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            write(writer);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Members(XmlWriter writer, JsonObject value, Shape shape)
    {
        foreach (var member in shape.Members)
        {
            if (value[member.Name] is { } found)
            {
                Element(writer, member.WireName, found, member.Shape);
            }
        }
    }

    private static void Element(XmlWriter writer, string name, JsonNode value, Shape shape)
    {
        if (value is JsonArray list && shape.Flattened)
        {
            foreach (var item in list.OfType<JsonNode>())
            {
                Element(writer, name, item, shape.Item!.Shape);
            }

            return;
        }

        writer.WriteStartElement(name);
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                Members(writer, (JsonObject)value, shape);
                break;
            case ShapeKind.List:
                foreach (var item in ((JsonArray)value).OfType<JsonNode>())
                {
                    Element(writer, shape.Item!.WireName, item, shape.Item.Shape);
                }

                break;
            case ShapeKind.Map:
                foreach (var (key, item) in (JsonObject)value)
                {
                    writer.WriteStartElement("entry");
                    writer.WriteElementString(shape.Key!.WireName, Legal(key));
                    Element(writer, shape.Item!.WireName, item!, shape.Item.Shape);
                    writer.WriteEndElement();
                }

                break;
            default:
                writer.WriteString(Scalar(value, shape));
                break;
        }

        writer.WriteEndElement();
    }

    private static string Scalar(JsonNode value, Shape shape) => shape.Kind switch
    {
        ShapeKind.Timestamp => IsoTime(value),
        ShapeKind.Boolean => value.GetValue<bool>() ? "true" : "false",
        _ => Legal(value.ToString()),
    };

    private static string IsoTime(JsonNode value)
    {
        var milliseconds = (long)Math.Round(decimal.Parse(value.ToString(), NumberStyles.Float,
            CultureInfo.InvariantCulture) * 1000);
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    // XML 1.0 cannot carry most control characters at all.
    private static string Legal(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var legal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                legal.Append(text[i]).Append(text[++i]);
            }
            else
            {
                legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return legal.ToString();
    }

    // Recorded from AWS: JSON answers of the query protocol name every member of the model, absent ones as null.
    private static JsonNode? WithNulls(JsonNode? value, Shape shape)
    {
        switch (value)
        {
            case JsonObject members when shape.Kind == ShapeKind.Structure:
                var all = new JsonObject();
                foreach (var member in shape.Members)
                {
                    all[member.Name] = WithNulls(members[member.Name], member.Shape);
                }

                return all;
            case JsonArray list:
                return new JsonArray(list.Select(item => WithNulls(item, shape.Item!.Shape)).ToArray());
            default:
                return value?.DeepClone();
        }
    }
}
