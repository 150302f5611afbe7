using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// Go's strings are bytes and gjson walks them bytewise, also through text that is not UTF-8. Inside this folder a
/// "byte text" is a .NET string with one character per byte; only the doors convert.
/// </summary>
internal static class ByteText
{
    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static string FromBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] ToBytes(string bytes) => Encoding.Latin1.GetBytes(bytes);

    public static string ToText(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The rune at <paramref name="i"/> and its length; an invalid byte is U+FFFD of length 1, as in Go.</summary>
    public static (int Rune, int Length) RuneAt(string bytes, int i)
    {
        if (bytes[i] < 0x80)
        {
            return (bytes[i], 1);
        }

        Span<byte> window = stackalloc byte[4];
        var n = Math.Min(4, bytes.Length - i);
        for (var k = 0; k < n; k++)
        {
            window[k] = (byte)bytes[i + k];
        }

        return Rune.DecodeFromUtf8(window[..n], out var rune, out var used) == System.Buffers.OperationStatus.Done
            ? (rune.Value, used)
            : (0xFFFD, 1);
    }
}
