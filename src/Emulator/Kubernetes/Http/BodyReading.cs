using System.Buffers;
using System.IO.Compression;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Request bodies: bounded, in any of the three formats, decoded into a kind's version.</summary>
internal static class BodyReading
{
    /// <summary>The whole body; more than the limit is a 413.</summary>
    public static async Task<byte[]> ReadAsync(KubeRequest request)
    {
        var max = request.Core.Options.BodyBytesMax;
        if (request.Http.Request.ContentLength > max)
        {
            throw TooLarge(max);
        }

        var body = request.Http.Request.Body;
        var isZipped = request.Http.Request.Headers.ContentEncoding == "gzip";
        if (!isZipped && request.Http.Request.ContentLength is { } length)
        {
            // As long as it says: the door ends it there.
            var whole = new byte[length];
            var have = await body.ReadAtLeastAsync(whole, whole.Length, throwOnEndOfStream: false, request.Aborted).ConfigureAwait(false);
            return have == whole.Length ? whole : whole[..have];
        }

        using var buffer = new MemoryStream(1024);
        var chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var from = isZipped ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : body;
            int read;
            while ((read = await from.ReadAsync(chunk, request.Aborted).ConfigureAwait(false)) > 0)
            {
                buffer.Write(chunk, 0, read);
                if (buffer.Length > max)
                {
                    throw TooLarge(max);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw KubeErrors.BadRequest(e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return buffer.ToArray();
    }

    /// <summary>The body's media type without parameters; JSON when not told.</summary>
    public static string MediaType(KubeRequest request)
    {
        var text = request.Http.Request.ContentType ?? "";
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? text : text[..semicolon]).Trim().ToLowerInvariant();
    }

    /// <summary>The format of a whole object; parameters that are none make the type unknown, as Go's mime package reads it.</summary>
    public static WireFormat Format(KubeRequest request)
    {
        var text = request.Http.Request.ContentType ?? "";
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var sound = semicolon < 0
            || text[(semicolon + 1)..].Split(';').All(p => p.Trim().Length == 0 || p.Trim().IndexOf('=', StringComparison.Ordinal) > 0);
        return FormatOf(sound ? MediaType(request) : text);
    }

    /// <summary>Decodes an object of <paramref name="kind"/>: checked, pruned, defaulted; strict faults refused or warned.</summary>
    public static JsonObject Decode(KubeRequest request, Kind kind, byte[] body, FieldValidation validation)
    {
        var format = Format(request);
        var obj = format == WireFormat.Protobuf
            ? DecodeProtobuf(request, kind, body)
            : DecodeText(request, kind, body, format == WireFormat.Yaml, validation);
        ObjectDecoding.Finish(kind, obj);
        return obj;
    }

    public static WireFormat FormatOf(string mediaType) => mediaType switch
    {
        "" or "application/json" => WireFormat.Json,
        "application/yaml" => WireFormat.Yaml,
        "application/vnd.kubernetes.protobuf" => WireFormat.Protobuf,
        _ => throw KubeErrors.UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: "
            + "application/json, application/yaml, application/vnd.kubernetes.protobuf"),
    };

    private static JsonObject DecodeText(
        KubeRequest request, Kind kind, byte[] body, bool yaml, FieldValidation validation)
    {
        var name = kind.Resource.Kind;
        var type = kind.TypeName is { } typeName ? TypeTable.Shared.Find(typeName) : null;
        JsonObject obj;
        List<string> strict;
        try
        {
            obj = JsonReading.ParseBody(body, yaml, type, out strict);
        }
        catch (DecodeException e) when (e.Unrecognized)
        {
            throw KubeErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {name}): {e.Message} ({JsonReading.Summary(body)})");
        }
        catch (DecodeException e)
        {
            ObjectDecoding.CheckKind(request.Core.Kinds, kind, body, yaml);
            throw KubeErrors.BadRequest(
                $"{name} in version \"{kind.Resource.Version}\" cannot be handled as a {name}: {e.Message}");
        }

        ObjectDecoding.CheckKind(request.Core.Kinds, kind, obj, body);
        if (type is null)
        {
            ObjectDecoding.Custom(kind, obj, strict);
        }

        else if (body.AsSpan().IndexOf("managedFields"u8) >= 0)
        {
            ObjectDecoding.KeepReset(JsonReading.ParseBody(body, yaml, null, out _), obj);
        }

        ObjectDecoding.Report(kind, strict, validation, request.Warnings);
        return obj;
    }

    private static JsonObject DecodeProtobuf(KubeRequest request, Kind kind, byte[] body)
    {
        if (kind.TypeName is null)
        {
            throw KubeErrors.UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                + "application/json, application/yaml");
        }

        try
        {
            var obj = ProtobufCodec.Read(kind, body);
            ObjectDecoding.CheckKind(request.Core.Kinds, kind, obj, body);
            return obj;
        }
        catch (DecodeException e) when (e.Unrecognized)
        {
            throw KubeErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {kind.Resource.Kind}): {e.Message} ({JsonReading.Summary(body)})");
        }
        catch (DecodeException e)
        {
            throw KubeErrors.BadRequest(
                $"{kind.Resource.Kind} in version \"{kind.Resource.Version}\" cannot be handled as a {kind.Resource.Kind}: {e.Message}");
        }
    }

    private static KubeException TooLarge(int max) =>
        KubeErrors.EntityTooLarge($"Request entity too large: limit is {max}");
}
