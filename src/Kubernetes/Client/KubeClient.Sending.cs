using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Kubernetes.Client;

public sealed partial class KubeClient
{
    private async Task<JsonObject> ObjectAsync(
        HttpMethod method, string path, byte[]? body, string? mediaType, string? accept, CancellationToken cancel)
    {
        var bytes = await BytesAsync(method, path, body, mediaType, accept, cancel);
        try
        {
            return JsonNode.Parse(bytes.Span) as JsonObject
                ?? throw new KubeException(0, "Malformed", $"the answer to {method} /{path} is no object");
        }
        catch (JsonException e)
        {
            throw new KubeException(0, "Malformed", $"the answer to {method} /{path} is not JSON", e);
        }
    }

    /// <summary>Sends until an answer other than "wait" comes; the answer's body on success.</summary>
    private async Task<ReadOnlyMemory<byte>> BytesAsync(
        HttpMethod method, string path, byte[]? body, string? mediaType, string? accept, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await OnceAsync(method, path, body, mediaType, accept, cancel);
            }
            catch (KubeException e) when (e.Code == 429 && attempt < settings.RetriesMax)
            {
                // 429 means the request was not looked at, so even a create may be sent again.
                var wait = e.RetryAfter ?? TimeSpan.FromSeconds(1);
                await Task.Delay(wait > TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(30) : wait, clock, cancel);
            }
            catch (KubeException e) when (e.IsUnreachable && method == HttpMethod.Get && attempt == 0)
            {
                // A pooled connection may have died unnoticed; a read is repeated once at once.
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> OnceAsync(
        HttpMethod method, string path, byte[]? body, string? mediaType, string? accept, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(settings.RequestTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var request = Request(method, path, body, mediaType, accept);
        try
        {
            using var response = await SendAsync(request, both.Token);
            var bytes = await ReadBodyAsync(response, both.Token);
            return response.IsSuccessStatusCode
                ? bytes
                : throw KubeException.FromAnswer(response.StatusCode, RetryAfter(response), bytes.Span);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw KubeException.TimedOut(transport.Server, settings.RequestTimeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Cancelled though nobody asked for it: the sockets gave up connecting.
            cancel.ThrowIfCancellationRequested();
            throw KubeException.Unreachable(transport.Server, e);
        }
    }

    /// <summary>Sends when the limit of our own allows it, and tells of the answer.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (bucket?.Take() is { } wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancel);
        }

        if (settings.Answered is not { } answered)
        {
            return await transport.SendAsync(request, cancel);
        }

        var began = clock.GetTimestamp();
        var code = 0;
        try
        {
            var response = await transport.SendAsync(request, cancel);
            code = (int)response.StatusCode;
            return response;
        }
        finally
        {
            answered(request.Method.Method, code, clock.GetElapsedTime(began));
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body, string? mediaType, string? accept)
    {
        var request = new HttpRequestMessage(method, transport.Root + path);
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
        }

        return request;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var length = response.Content.Headers.ContentLength;
        var buffer = new byte[length is > 0 and < 64 * 1024 * 1024 ? (int)length.Value : 4096];
        var used = 0;
        while (true)
        {
            if (used == buffer.Length)
            {
                if (length == used)
                {
                    break;
                }

                if (used >= settings.ResponseBytesMax)
                {
                    throw new KubeException(0, "TooLarge", $"an answer is larger than {settings.ResponseBytesMax} bytes");
                }

                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, settings.ResponseBytesMax));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(used), cancel);
            if (read == 0)
            {
                break;
            }

            used += read;
        }

        return buffer.AsMemory(0, used);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > clock.GetUtcNow() ? date - clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };
}
