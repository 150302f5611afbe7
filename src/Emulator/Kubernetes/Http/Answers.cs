using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Writes answers in the form and format the client asked for. Stored bytes go out as they are.</summary>
internal static class Answers
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string ProtobufType = "application/vnd.kubernetes.protobuf";

    /// <summary>Larger answers are compressed for those that take it.</summary>
    public const int LargeBytes = 128 * 1024;

    private const int OneWriteBytes = 32 * 1024;
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private static readonly StreamPipeWriterOptions GzipPieces = new(minimumBufferSize: 64 * 1024, leaveOpen: true);

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        MaxDepth = 4 * GoJsonSyntax.MaxDepth,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A failure, in the client's format when that is one a Status can have.</summary>
    public static Task FailAsync(KubeRequest request, KubeException failure)
    {
        request.Failure = failure.Reason.Length > 0 ? failure.Reason : "InternalError";
        if (failure.RetryAfterSeconds is { } seconds)
        {
            request.Http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        request.Accept = Negotiation.ForFailure(request.Http.Request.Headers.Accept.ToString());
        return ObjectAsync(request, failure.Code, failure.Status);
    }

    /// <summary>Any one object.</summary>
    public static Task ObjectAsync(KubeRequest request, int status, JsonObject obj) => request.Accept.Format switch
    {
        WireFormat.Yaml => BytesAsync(request, status, Yaml, YamlWriter.Write(obj)),
        WireFormat.Protobuf when ProtobufCodec.TryWrite(obj) is { } bytes => BytesAsync(request, status, ProtobufType, bytes),
        _ => JsonAsync(request, status, ObjectWriter.Plain(obj)),
    };

    /// <summary>An object that is JSON already.</summary>
    public static Task JsonBytesAsync(KubeRequest request, int status, ReadOnlyMemory<byte> json) =>
        request.Accept.Format == WireFormat.Json
            ? JsonAsync(request, status, json)
            : ObjectAsync(request, status, JsonReading.Tree(json.Span)!.AsObject());

    /// <summary>text/plain, for health and unknown paths.</summary>
    public static Task TextAsync(KubeRequest request, int status, string text) =>
        BytesAsync(request, status, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    public static Task NotFoundTextAsync(KubeRequest request)
    {
        request.Http.Response.Headers["X-Content-Type-Options"] = "nosniff";
        return TextAsync(request, 404, "404 page not found\n");
    }

    /// <param name="isLine">A line break follows.</param>
    public static async Task BytesAsync(
        KubeRequest request, int status, string contentType, ReadOnlyMemory<byte> body, bool isLine = false)
    {
        var response = request.Http.Response;
        if (status < 400)
        {
            await KeptAsync(request).ConfigureAwait(false);
        }

        Begin(request, status, contentType);
        if (HttpMethods.IsHead(request.Http.Request.Method))
        {
            response.ContentLength = body.Length + (isLine ? 1 : 0);
            return;
        }

        if (body.Length > LargeBytes && AcceptsGzip(request))
        {
            response.Headers.ContentEncoding = "gzip";
            response.Headers.Vary = "Accept-Encoding";
            await using var zip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await zip.WriteAsync(body, request.Aborted).ConfigureAwait(false);
            if (isLine)
            {
                // Never without waiting: the socket refuses what is written to it at once, in the middle of the answer.
                await zip.WriteAsync(LineEnd, request.Aborted).ConfigureAwait(false);
            }

            return;
        }

        response.ContentLength = body.Length + (isLine ? 1 : 0);
        await PutAsync(response.BodyWriter, body, isLine, request.Aborted).ConfigureAwait(false);
    }

    /// <summary>
    /// A small body as the one write that the answer begins with: what is put into the writer before an answer has begun,
    /// Kestrel keeps aside in blocks, and copies behind the headers afterwards.
    /// </summary>
    private static async Task PutAsync(PipeWriter writer, ReadOnlyMemory<byte> body, bool isLine, CancellationToken aborted)
    {
        if (body.Length >= OneWriteBytes)
        {
            BodyBytes.Put(writer, body.Span);
            BodyBytes.Put(writer, isLine ? "\n"u8 : []);
            await writer.FlushAsync(aborted).ConfigureAwait(false);
            return;
        }

        var whole = ArrayPool<byte>.Shared.Rent(body.Length + 1);
        try
        {
            body.Span.CopyTo(whole);
            whole[body.Length] = (byte)'\n';
            await writer.WriteAsync(whole.AsMemory(0, body.Length + (isLine ? 1 : 0)), aborted).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>True when an answer must be whole before it begins: its length is asked, or it is set in lines.</summary>
    public static bool IsWhole(KubeRequest request) =>
        HttpMethods.IsHead(request.Http.Request.Method) || WantsPretty(request);

    /// <summary>JSON of <paramref name="size"/> bytes or more that goes out while it is written.</summary>
    public static async Task StreamJsonAsync(KubeRequest request, long size, Func<PipeWriter, Task> write)
    {
        var response = request.Http.Response;
        await KeptAsync(request).ConfigureAwait(false);
        Begin(request, 200, Json);
        if (size <= LargeBytes || !AcceptsGzip(request))
        {
            await write(response.BodyWriter).ConfigureAwait(false);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Vary = "Accept-Encoding";
        await using var zip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await write(PipeWriter.Create(zip, GzipPieces)).ConfigureAwait(false);
    }

    /// <summary>Status line and the headers every API answer has.</summary>
    public static void Begin(KubeRequest request, int status, string contentType)
    {
        var response = request.Http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, private";
        WriteWarnings(request);
    }

    private static Task JsonAsync(KubeRequest request, int status, ReadOnlyMemory<byte> json)
    {
        return WantsPretty(request)
            ? BytesAsync(request, status, Json, JsonSerializer.SerializeToUtf8Bytes(JsonReading.Tree(json.Span), Indented))
            : BytesAsync(request, status, Json, json, isLine: true);
    }

    /// <summary>One header each: <c>299 - "text"</c>, quotes escaped.</summary>
    private static void WriteWarnings(KubeRequest request)
    {
        if (request.Warnings.Count == 0)
        {
            return;
        }

        var headers = request.Warnings
            .Where(w => w.Length > 0 && !w.Any(char.IsControl))
            .Distinct(StringComparer.Ordinal)
            .Take(64)
            .Select(w => $"299 - \"{Clean(w)}\"")
            .ToArray();
        request.Http.Response.Headers.Warning = headers;
    }

    private static string Clean(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>What is acknowledged survives the process.</summary>
    private static Task KeptAsync(KubeRequest request) =>
        request.Core.Store.Durable is { IsCompletedSuccessfully: false } durable && IsWrite(request)
            ? durable
            : Task.CompletedTask;

    private static bool IsWrite(KubeRequest request) =>
        !HttpMethods.IsGet(request.Http.Request.Method) && !HttpMethods.IsHead(request.Http.Request.Method);

    private static bool AcceptsGzip(KubeRequest request) =>
        request.Http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Asked for, or by a client that a person reads.</summary>
    private static bool WantsPretty(KubeRequest request)
    {
        if (request.Accept.Pretty)
        {
            return true;
        }

        if (request.Http.Request.Query["pretty"].FirstOrDefault() is { Length: > 0 } pretty)
        {
            // strconv.ParseBool, and what it cannot read is false.
            return pretty is "1" or "t" or "T" or "true" or "TRUE" or "True";
        }

        var agent = request.Http.Request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}
