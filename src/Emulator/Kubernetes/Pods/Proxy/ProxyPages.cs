using System.IO.Compression;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>Answers that are pages: read whole, packed or not, so that their links can lead back through the proxy.</summary>
internal static class ProxyPages
{
    private const int BytesMax = 8 * 1024 * 1024;

    /// <summary>A page with its links rewritten; null when the answer is none, or too large to look at.</summary>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, ProxyLinks links, CancellationToken cancellation)
    {
        var encoding = string.Join(",", answer.Content.Headers.ContentEncoding);
        if (answer.Content.Headers.ContentType?.MediaType != "text/html" || encoding is not ("" or "gzip" or "deflate")
            || answer.Content.Headers.ContentLength is not (> 0 and <= BytesMax))
        {
            return null;
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        using var plain = new MemoryStream();
        await using (var unpacked = Unpacked(new MemoryStream(bytes), encoding))
        {
            var buffer = new byte[32 * 1024];
            while (await unpacked.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                plain.Write(buffer.AsSpan(0, count));
                if (plain.Length > BytesMax)
                {
                    return bytes;
                }
            }
        }

        var page = Encoding.Latin1.GetBytes(HtmlLinks.Rewrite(Encoding.Latin1.GetString(plain.ToArray()), links.Rewrite));
        using var packed = new MemoryStream();
        await using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(packed),
        })
        {
            await packing.WriteAsync(page, cancellation).ConfigureAwait(false);
            return encoding.Length == 0 ? page : await FlushedAsync(packing, packed).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> FlushedAsync(Stream packing, MemoryStream packed)
    {
        await packing.DisposeAsync().ConfigureAwait(false);
        return packed.ToArray();
    }

    private static Stream Unpacked(Stream packed, string encoding) => encoding switch
    {
        "gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "deflate" => new DeflateStream(packed, CompressionMode.Decompress),
        _ => packed,
    };
}
