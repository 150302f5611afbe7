using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>
/// A page of objects as JSON. A small one is put together first; a large one goes out while it is put together, since
/// many megabytes in one piece cost the collector more than all the rest. The real server gives no length either.
/// </summary>
internal static class ListWriting
{
    private const int WholeBytesMax = 64 * 1024;

    public static async Task WriteAsync(KubeRequest request, ListPage page)
    {
        // No further than it makes a difference: all of a long list is too much to look at twice.
        var size = 0L;
        for (var i = 0; i < page.Items.Count && size <= Answers.LargeBytes; i++)
        {
            size += page.Items[i].Json.Length + 1;
        }

        // What a webhook converts may fail, and then the answer must not have begun.
        if (size <= WholeBytesMax || request.Kind.Converter is not null || Answers.IsWhole(request))
        {
            var whole = new ArrayBufferWriter<byte>((int)Math.Min(size + 512, Array.MaxLength));
            Write(whole, Head(request.Kind, page));
            for (var i = 0; i < page.Items.Count; i++)
            {
                Put(whole, request.Kind, await BytesAsync(request, page.Items[i]).ConfigureAwait(false), i == 0);
            }

            Write(whole, Tail(request.Kind, page));
            await Answers.JsonBytesAsync(request, 200, whole.WrittenMemory).ConfigureAwait(false);
            return;
        }

        await Answers.StreamJsonAsync(request, size, body => StreamAsync(request, page, body)).ConfigureAwait(false);
    }

    /// <summary>A list's metadata: typed ones in Go's order, custom ones by the alphabet.</summary>
    public static string Metadata(Kind kind, ListPage page)
    {
        var revision = page.Revision.ToString(CultureInfo.InvariantCulture);
        if (kind.TypeName is null)
        {
            var left = page.Remaining is { } r ? $",\"remainingItemCount\":{r}" : "";
            return $"{{\"continue\":\"{page.Continue}\"{left},\"resourceVersion\":\"{revision}\"}}";
        }

        var text = new StringBuilder($"{{\"resourceVersion\":\"{revision}\"");
        if (page.Continue.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"continue\":\"{page.Continue}\"");
        }

        if (page.Remaining is { } remaining)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"remainingItemCount\":{remaining}");
        }

        return text.Append('}').ToString();
    }

    private static async Task StreamAsync(KubeRequest request, ListPage page, PipeWriter body)
    {
        using var pieces = new LongBody(body, request.Aborted);
        BodyBytes.Put(pieces, Encoding.UTF8.GetBytes(Head(request.Kind, page)));
        for (var i = 0; i < page.Items.Count; i++)
        {
            Put(pieces, request.Kind, await BytesAsync(request, page.Items[i]).ConfigureAwait(false), i == 0);
            await pieces.PassAsync().ConfigureAwait(false);
        }

        BodyBytes.Put(pieces, Encoding.UTF8.GetBytes(Tail(request.Kind, page) + "\n"));
        await pieces.EndAsync().ConfigureAwait(false);
    }

    private static ValueTask<byte[]> BytesAsync(KubeRequest request, StoredObject item) =>
        ObjectReads.BytesAsync(request.Kind, item, request.Aborted);

    private static string Head(Kind kind, ListPage page) => kind.TypeName is not null
        ? $"{{\"kind\":\"{kind.Resource.ListKind}\",\"apiVersion\":\"{kind.Resource.ApiVersion}\","
            + $"\"metadata\":{Metadata(kind, page)},\"items\":["
        : $"{{\"apiVersion\":\"{kind.Resource.ApiVersion}\",\"items\":[";

    private static string Tail(Kind kind, ListPage page) => kind.TypeName is not null
        ? "]}"
        : $"],\"kind\":\"{kind.Resource.ListKind}\",\"metadata\":{Metadata(kind, page)}}}";

    private static void Put(IBufferWriter<byte> to, Kind kind, byte[] bytes, bool first)
    {
        // Typed list items omit kind and apiVersion, which our bytes always begin with.
        var typed = kind.TypeName is not null;
        BodyBytes.Put(
            to,
            first ? [] : ","u8,
            typed ? "{"u8 : [],
            typed ? bytes.AsSpan(bytes.AsSpan().IndexOf("\"metadata\":"u8)) : bytes);
    }

    private static void Write(IBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);
}
