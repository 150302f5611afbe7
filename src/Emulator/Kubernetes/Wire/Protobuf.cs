using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// application/vnd.kubernetes.protobuf: the magic bytes, a runtime.Unknown with apiVersion, kind and the object's message.
/// The messages are driven by the field tables.
/// </summary>
internal static class Protobuf
{
    private const string MetaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    public static bool IsEnveloped(ReadOnlySpan<byte> body) => body.StartsWith(Magic);

    /// <summary>The object in an envelope, in the same shape as <see cref="JsonReading.Parse(ReadOnlyMemory{byte}, TypeInfo?, out List{string})"/> gives.</summary>
    /// <param name="fallback">The type when the envelope names no kind of its own.</param>
    /// <exception cref="DecodeException">Not an envelope, an unknown kind, or a broken message.</exception>
    public static JsonObject ToJson(ReadOnlySpan<byte> enveloped, TypeInfo? fallback = null)
    {
        if (!IsEnveloped(enveloped))
        {
            throw new DecodeException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
            {
                Unrecognized = true,
            };
        }

        var (apiVersion, kind, raw) = ReadUnknown(enveloped[Magic.Length..]);
        var type = Find(apiVersion, kind) ?? fallback ?? throw UnknownKind(apiVersion, kind);
        var body = ProtobufReader.Message(type, raw, 0);
        var result = new JsonObject();
        if (type.Field("kind") is not null)
        {
            AddText(result, "kind", kind);
            AddText(result, "apiVersion", apiVersion);
        }

        foreach (var (key, value) in body.ToList())
        {
            body.Remove(key);
            result[key] = value;
        }

        return result;
    }

    /// <summary>The type a kind travels as; besides the API kinds those that every group shares (DeleteOptions, Status…).</summary>
    public static TypeInfo? Find(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/');
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        return TypeTable.Shared.FindKind(group, version, kind)
            ?? (kind is "DeleteOptions" or "ListOptions" or "GetOptions" or "CreateOptions" or "UpdateOptions" or "PatchOptions"
                or "Status" or "APIGroup" or "APIGroupList" or "APIResourceList" or "APIVersions"
                or "PartialObjectMetadata" or "PartialObjectMetadataList"
                ? TypeTable.Shared.Find(MetaPackage + kind)
                : null);
    }

    /// <summary>The enveloped object; its kind and apiVersion go into the envelope.</summary>
    public static byte[] FromJson(JsonObject obj, TypeInfo type)
    {
        var raw = new ArrayBufferWriter<byte>(512);
        ProtobufWriter.Message(raw, obj, type);
        var meta = new ArrayBufferWriter<byte>(64);
        ProtobufWriter.Text(meta, 1, (string?)obj["apiVersion"] ?? "");
        ProtobufWriter.Text(meta, 2, (string?)obj["kind"] ?? "");
        var result = new ArrayBufferWriter<byte>(raw.WrittenCount + 64);
        result.Write(Magic);
        ProtobufWriter.Bytes(result, 1, meta.WrittenSpan);
        ProtobufWriter.Bytes(result, 2, raw.WrittenSpan);
        ProtobufWriter.Text(result, 3, "");
        ProtobufWriter.Text(result, 4, "");
        return result.WrittenSpan.ToArray();
    }

    /// <summary>One event of a <c>;stream=watch</c> answer: a four-byte length and an enveloped WatchEvent message.</summary>
    /// <param name="enveloped">The object as <see cref="FromJson"/> wrote it.</param>
    public static byte[] WatchFrame(string eventType, ReadOnlySpan<byte> enveloped)
    {
        var raw = new ArrayBufferWriter<byte>(enveloped.Length + 8);
        ProtobufWriter.Bytes(raw, 1, enveloped);
        var frame = new ArrayBufferWriter<byte>(enveloped.Length + 32);
        ProtobufWriter.Text(frame, 1, eventType);
        ProtobufWriter.Bytes(frame, 2, raw.WrittenSpan);
        var result = new byte[frame.WrittenCount + 4];
        BinaryPrimitives.WriteInt32BigEndian(result, frame.WrittenCount);
        frame.WrittenSpan.CopyTo(result.AsSpan(4));
        return result;
    }

    private static DecodeException UnknownKind(string apiVersion, string kind)
    {
        var text = $"no kind {Validation.FieldError.Quote(kind)} is registered for version {Validation.FieldError.Quote(apiVersion)}";
        return new DecodeException(text) { Unrecognized = true };
    }

    private static void AddText(JsonObject obj, string name, string text)
    {
        if (text.Length > 0)
        {
            obj.Add(name, text);
        }
    }

    private static (string ApiVersion, string Kind, byte[] Raw) ReadUnknown(ReadOnlySpan<byte> unknown)
    {
        var (apiVersion, kind, raw) = ("", "", Array.Empty<byte>());
        var fields = new ProtobufFields(unknown);
        while (fields.Next())
        {
            if (fields.Number == 2)
            {
                raw = fields.Payload.ToArray();
            }
            else if (fields.Number == 1)
            {
                var meta = new ProtobufFields(fields.Payload);
                while (meta.Next())
                {
                    apiVersion = meta.Number == 1 ? Encoding.UTF8.GetString(meta.Payload) : apiVersion;
                    kind = meta.Number == 2 ? Encoding.UTF8.GetString(meta.Payload) : kind;
                }
            }
        }

        return (apiVersion, kind, raw);
    }
}
