using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets;

/// <summary>
/// Go strings are byte strings. Here one is a .NET string in which every char is one byte (0–255), so that lengths,
/// indices, slices and comparisons mean what they mean in Go. Text crosses the border through this type, both ways.
/// </summary>
internal static class ByteText
{
    internal const int RuneError = 0xFFFD;
    internal const int MaxRune = 0x10FFFF;

    /// <summary>The UTF-8 bytes of ordinary text.</summary>
    internal static string FromText(string text) =>
        Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    internal static string FromBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    internal static byte[] ToBytes(string bytes) => Encoding.Latin1.GetBytes(bytes);

    /// <summary>Ordinary text; bytes that are not UTF-8 become U+FFFD.</summary>
    internal static string ToText(string bytes) =>
        Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The rune at an index; a byte that begins none is U+FFFD of width 1, as utf8.DecodeRune has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int DecodeRune(ReadOnlySpan<char> bytes, int index, out int width)
    {
        if (index >= bytes.Length)
        {
            width = 0;
            return RuneError;
        }
        int first = bytes[index];
        if (first < 0x80)
        {
            width = 1;
            return first;
        }
        return DecodeLong(bytes, index, out width);
    }

    private static int DecodeLong(ReadOnlySpan<char> bytes, int index, out int width)
    {
        int first = bytes[index];
        width = 1;
        var need = first switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 0 };
        if (need == 0 || index + need > bytes.Length) return RuneError;
        int second = bytes[index + 1];
        var (low, high) = first switch
        {
            0xE0 => (0xA0, 0xBF),
            0xED => (0x80, 0x9F),
            0xF0 => (0x90, 0xBF),
            0xF4 => (0x80, 0x8F),
            _ => (0x80, 0xBF),
        };
        if (second < low || second > high) return RuneError;
        var rune = (first & (0xFF >> (need + 1))) << 6 | (second & 0x3F);
        for (var i = 2; i < need; i++)
        {
            int next = bytes[index + i];
            if (next is < 0x80 or > 0xBF) return RuneError;
            rune = rune << 6 | (next & 0x3F);
        }
        width = need;
        return rune;
    }

    /// <summary>The rune that ends before an index, as utf8.DecodeLastRune has it.</summary>
    internal static int DecodeLastRune(ReadOnlySpan<char> bytes, int end, out int width)
    {
        if (end == 0)
        {
            width = 0;
            return RuneError;
        }
        for (var back = 1; back <= 4 && back <= end; back++)
        {
            if ((bytes[end - back] & 0xC0) == 0x80) continue;
            var rune = DecodeRune(bytes[..end], end - back, out width);
            if (width == back) return rune;
            break;
        }
        width = 1;
        return bytes[end - 1] < 0x80 ? bytes[end - 1] : RuneError;
    }

    /// <summary>Appends the UTF-8 bytes of a rune; what is no rune becomes U+FFFD.</summary>
    internal static StringBuilder AppendRune(StringBuilder to, int rune)
    {
        if (rune is >= 0 and < 0x80) return to.Append((char)rune);
        if (!Rune.IsValid(rune)) rune = RuneError;
        Span<byte> utf8 = stackalloc byte[4];
        var count = new Rune(rune).EncodeToUtf8(utf8);
        for (var i = 0; i < count; i++) to.Append((char)utf8[i]);
        return to;
    }

    internal static string FromRune(int rune) =>
        rune is >= 0 and < 0x80 ? ((char)rune).ToString() : AppendRune(new StringBuilder(4), rune).ToString();

    /// <summary>Every rune in order; invalid bytes as U+FFFD.</summary>
    internal static List<int> Runes(string bytes)
    {
        var runes = new List<int>(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            runes.Add(DecodeRune(bytes, i, out var width));
            i += width;
        }
        return runes;
    }

    internal static int RuneCount(string bytes)
    {
        var count = 0;
        for (var i = 0; i < bytes.Length; count++)
        {
            DecodeRune(bytes, i, out var width);
            i += width;
        }
        return count;
    }

    internal static string FromRunes(IEnumerable<int> runes)
    {
        var text = new StringBuilder();
        foreach (var rune in runes) AppendRune(text, rune);
        return text.ToString();
    }

    internal static bool IsValidUtf8(string bytes)
    {
        if (Ascii.IsValid(bytes)) return true;
        for (var i = 0; i < bytes.Length;)
        {
            if (DecodeRune(bytes, i, out var width) == RuneError && width == 1) return false;
            i += width;
        }
        return true;
    }
}
