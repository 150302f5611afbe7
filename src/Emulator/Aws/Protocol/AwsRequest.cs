using System.Buffers;
using System.Text;
using Eso.Emulator.Aws.Protocol.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>An HTTP request read into memory, with the parts that routing and authentication need.</summary>
internal sealed class AwsRequest
{
    private const int FormKeysMax = 20_000;
    private const int SmallBytesMax = 64 * 1024;

    private AwsRequest(HttpRequest http, byte[] body)
    {
        Http = http;
        Body = body;
        var type = http.ContentType ?? "";
        IsForm = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        Target = http.Headers["X-Amz-Target"].ToString();
        Scope = CredentialScope.Of(http);
        WantsJson = http.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);
    }

    public HttpRequest Http { get; }

    public byte[] Body { get; }

    public bool IsForm { get; }

    /// <summary>X-Amz-Target, or empty.</summary>
    public string Target { get; }

    /// <summary>From the Authorization header or a presigned query; null when unsigned or unreadable.</summary>
    public CredentialScope? Scope { get; }

    /// <summary>The query protocol answers JSON to those who ask for it.</summary>
    public bool WantsJson { get; }

    public string SourceIp => Http.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1";

    /// <summary>
    /// Parameters of the query protocol from URL and form; the first of equal names wins (as STS does).
    /// </summary>
    public Dictionary<string, string> Parameters()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Http.QueryString.HasValue)
        {
            Collect(Http.QueryString.Value!.AsMemory(1), found);
        }

        if (Body.Length > 0 && Target.Length == 0)
        {
            Collect(Encoding.UTF8.GetString(Body).AsMemory(), found);
        }

        return found;
    }

    /// <summary>Reads the whole body; more than AWS takes is refused without being kept.</summary>
    public static async Task<AwsRequest> ReadAsync(HttpRequest http, CancellationToken cancel)
    {
        if (http.ContentLength > FrameworkErrors.BodyBytesMax)
        {
            throw FrameworkErrors.TooLarge();
        }

        if (http.ContentLength is { } known)
        {
            var exact = known == 0 ? [] : new byte[known];
            if (known is > 0 and <= SmallBytesMax)
            {
                // It has mostly arrived with the head: no need to wait, nor for a stream.
                var found = await http.BodyReader.ReadAtLeastAsync(exact.Length, cancel).ConfigureAwait(false);
                if (found.Buffer.Length < known)
                {
                    throw new EndOfStreamException();
                }

                found.Buffer.Slice(0, known).CopyTo(exact);
                http.BodyReader.AdvanceTo(found.Buffer.End);
            }
            else
            {
                await http.Body.ReadExactlyAsync(exact, cancel).ConfigureAwait(false);
            }

            return new AwsRequest(http, exact);
        }

        var chunk = ArrayPool<byte>.Shared.Rent(16_384);
        try
        {
            using var all = new MemoryStream();
            int read;
            while ((read = await http.Body.ReadAsync(chunk, cancel).ConfigureAwait(false)) > 0)
            {
                all.Write(chunk, 0, read);
                if (all.Length > FrameworkErrors.BodyBytesMax)
                {
                    throw FrameworkErrors.TooLarge();
                }
            }

            return new AwsRequest(http, all.ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    private static void Collect(ReadOnlyMemory<char> encoded, Dictionary<string, string> into)
    {
        foreach (var pair in new QueryStringEnumerable(encoded))
        {
            if (into.Count >= FormKeysMax)
            {
                return;
            }

            into.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        }
    }
}
