using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Writes trees as compact UTF-8 JSON.</summary>
internal static class JsonWriting
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 4 * GoJsonSyntax.MaxDepth,
    };

    /// <summary>A buffer this large is not kept for the next.</summary>
    private const int KeptBytesMax = 64 * 1024;

    [ThreadStatic]
    private static Kept? kept;

    public static byte[] ToUtf8(JsonNode? node) => Make(node, static (writer, node) =>
    {
        Write(writer, node);
        return 0;
    }).Json;

    /// <summary>
    /// The bytes that <paramref name="write"/> writes, and what it returns. Each thread keeps one buffer: new ones, grown
    /// as the text does, would cost several times the text.
    /// </summary>
    public static (byte[] Json, int Made) Make<T>(T from, Func<Utf8JsonWriter, T, int> write)
    {
        var used = kept ?? new Kept();
        kept = null;
        try
        {
            var made = write(used.Writer, from);
            used.Writer.Flush();
            return (used.Buffer.WrittenSpan.ToArray(), made);
        }
        finally
        {
            if (used.Buffer.Capacity <= KeptBytesMax)
            {
                used.Buffer.ResetWrittenCount();
                used.Writer.Reset();
                kept = used;
            }
        }
    }

    public static void Write(IBufferWriter<byte> buffer, JsonNode? node)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        Write(writer, node);
    }

    public static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }

    private sealed class Kept
    {
        public Kept()
        {
            Buffer = new ArrayBufferWriter<byte>(2048);
            Writer = new Utf8JsonWriter(Buffer, Options);
        }

        public ArrayBufferWriter<byte> Buffer { get; }

        public Utf8JsonWriter Writer { get; }
    }
}
