using System.Text.Json;

namespace Eso.Kubernetes.Client;

/// <summary>One line of a watch: its type and the UTF-8 text of its object.</summary>
public readonly record struct WatchLine(string Type, ReadOnlyMemory<byte> Object);

/// <summary>
/// An open watch. Lines are read one by one; whoever reads says <see cref="Handled"/> when the line's work is done, so
/// that nothing is ever neither on the wire nor accounted for.
/// </summary>
public sealed class WatchStream : IDisposable
{
    private const int LineBytesMax = 16 * 1024 * 1024;
    private readonly HttpResponseMessage response;
    private readonly Stream stream;
    private readonly WatchLedger ledger;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private int scanned;
    private int unhandled;

    internal WatchStream(HttpResponseMessage response, Stream stream, string id, WatchLedger ledger)
    {
        this.response = response;
        this.stream = stream;
        this.ledger = ledger;
        Id = id;
        ledger.Open(id);
    }

    /// <summary>The response's Audit-Id.</summary>
    public string Id { get; }

    /// <summary>A line that is already in the buffer; reads nothing.</summary>
    public bool TryNext(out WatchLine line)
    {
        var span = buffer.AsSpan(start + scanned, end - start - scanned);
        var at = span.IndexOf((byte)'\n');
        if (at < 0)
        {
            scanned = end - start;
            line = default;
            return false;
        }

        var length = scanned + at;
        var text = buffer.AsMemory(start, length);
        start += length + 1;
        scanned = 0;
        unhandled += length + 1;
        line = Parse(text);
        return true;
    }

    /// <summary>Waits for more bytes; false at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LineBytesMax)
            {
                throw new KubeException(0, "Malformed", $"a watch event is larger than {LineBytesMax} bytes");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = await stream.ReadAsync(buffer.AsMemory(end), cancel);
        end += read;
        return read > 0;
    }

    /// <summary>Everything taken so far has been worked off.</summary>
    public void Handled()
    {
        ledger.Add(Id, unhandled);
        unhandled = 0;
    }

    public void Dispose()
    {
        ledger.Close(Id);
        stream.Dispose();
        response.Dispose();
    }

    private static WatchLine Parse(ReadOnlyMemory<byte> text)
    {
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            var type = "";
            ReadOnlyMemory<byte> body = default;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                var isObject = reader.ValueTextEquals("object"u8);
                reader.Read();
                var from = (int)reader.TokenStartIndex;
                if (isType)
                {
                    type = reader.GetString() ?? "";
                }

                reader.Skip();
                if (isObject)
                {
                    body = text[from..(int)reader.BytesConsumed].ToArray();
                }
            }

            return new WatchLine(type, body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new KubeException(0, "Malformed", "a watch event is not JSON", e);
        }
    }
}
