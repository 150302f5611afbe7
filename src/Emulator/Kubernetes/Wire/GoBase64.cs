using System.Buffers;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Standard base64 as Go decodes it: line breaks are skipped, faults name a byte position.</summary>
internal static class GoBase64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static readonly sbyte[] Values = MakeValues();
    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    /// <summary>Whether it is what Go would write of the bytes it reads: no breaks, no spare bits.</summary>
    public static bool IsCanonical(string text)
    {
        if (text.Length % 4 != 0 || text.Length == 0)
        {
            return text.Length == 0;
        }

        var padding = text[^1] != '=' ? 0 : text[^2] != '=' ? 1 : 2;
        var digits = text.AsSpan(0, text.Length - padding);
        var spare = padding == 0 ? 0 : padding == 1 ? 0b11 : 0b1111;
        return !digits.ContainsAnyExcept(Digits) && (Values[digits[^1]] & spare) == 0;
    }

    /// <summary>The bytes; null and the position Go names when the text is not base64.</summary>
    public static byte[]? Decode(string text, out int badByte)
    {
        if (IsCanonical(text))
        {
            badByte = -1;
            return Convert.FromBase64String(text);
        }

        var bytes = new List<byte>((text.Length / 4 * 3) + 3);
        var at = 0;
        badByte = -1;
        Span<int> quantum = stackalloc int[4];
        while (at < text.Length)
        {
            var length = Quantum(text, ref at, quantum, out badByte);
            if (badByte >= 0)
            {
                badByte = ByteOffset(text, badByte);
                return null;
            }

            if (length > 1)
            {
                bytes.Add((byte)((quantum[0] << 2) | (quantum[1] >> 4)));
            }

            if (length > 2)
            {
                bytes.Add((byte)((quantum[1] << 4) | (quantum[2] >> 2)));
            }

            if (length > 3)
            {
                bytes.Add((byte)((quantum[2] << 6) | quantum[3]));
            }
        }

        return [.. bytes];
    }

    public static string ErrorText(int badByte) => $"illegal base64 data at input byte {badByte}";

    private static int Quantum(string text, ref int at, Span<int> quantum, out int bad)
    {
        bad = -1;
        quantum.Clear();
        for (var count = 0; count < 4;)
        {
            if (at == text.Length)
            {
                bad = count == 0 ? -1 : at - count;
                return 0;
            }

            var c = text[at++];
            if (c < 128 && Values[c] >= 0)
            {
                quantum[count++] = Values[c];
            }
            else if (c is not ('\n' or '\r'))
            {
                return c == '=' ? Padding(text, ref at, count, out bad) : Fail(at - 1, out bad);
            }
        }

        return 4;
    }

    private static int Padding(string text, ref int at, int count, out int bad)
    {
        bad = -1;
        if (count < 2)
        {
            return Fail(at - 1, out bad);
        }

        if (count == 2)
        {
            SkipBreaks(text, ref at);
            if (at == text.Length)
            {
                return Fail(at, out bad);
            }

            if (text[at] != '=')
            {
                return Fail(at - 1, out bad);
            }

            at++;
        }

        SkipBreaks(text, ref at);
        return at < text.Length ? Fail(at, out bad) : count;
    }

    private static int Fail(int at, out int bad)
    {
        bad = at;
        return 0;
    }

    private static void SkipBreaks(string text, ref int at)
    {
        while (at < text.Length && text[at] is '\n' or '\r')
        {
            at++;
        }
    }

    private static int ByteOffset(string text, int chars) => System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, chars));

    private static sbyte[] MakeValues()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = (sbyte)i;
        }

        return values;
    }
}
