using System.Text;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: base64, base32, hexadecimal. A decoder given bad input returns the error's text as its result.</summary>
[TemplateFunctions]
internal static class EncodingFunctions
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string B64enc(string text) => Convert.ToBase64String(ByteText.ToBytes(text));

    public static string B64dec(string text) =>
        GoBase64.TryDecode(text, out var decoded, out var error) ? ByteText.FromBytes(decoded) : error;

    public static string B32enc(string text)
    {
        var encoded = new StringBuilder((text.Length + 4) / 5 * 8);
        for (var at = 0; at < text.Length; at += 5)
        {
            var count = Math.Min(5, text.Length - at);
            ulong bits = 0;
            for (var i = 0; i < 5; i++) bits = bits << 8 | (i < count ? (byte)text[at + i] : (byte)0);
            var digits = (count * 8 + 4) / 5;
            for (var i = 0; i < 8; i++) encoded.Append(i < digits ? Base32[(int)(bits >> (35 - 5 * i) & 31)] : '=');
        }
        return encoded.ToString();
    }

    /// <summary>Go strips line ends first, then reads groups of eight.</summary>
    public static string B32dec(string text)
    {
        text = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var decoded = new StringBuilder(text.Length * 5 / 8);
        for (var at = 0; at < text.Length; at += 8)
        {
            var (bits, digits) = (0UL, 0);
            while (digits < 8)
            {
                if (at + digits == text.Length) return Illegal(at);
                var c = text[at + digits];
                if (c == '=' && digits >= 2 && text.Length - at < 9)
                {
                    // Padding fills the last group.
                    if (text.Length - at - digits + digits < 8) return Illegal(text.Length);
                    for (var i = digits; i < 8; i++)
                        if (text[at + i] != '=')
                            return Illegal(at + i);
                    if (digits is 3 or 6) return Illegal(at + digits);
                    break;
                }
                var value = Base32.IndexOf(c);
                if (value < 0) return Illegal(at + digits);
                bits |= (ulong)value << (35 - 5 * digits);
                digits++;
            }
            for (var i = 0; i < digits * 5 / 8; i++) decoded.Append((char)(byte)(bits >> (32 - 8 * i)));
            if (digits < 8) break;
        }
        return decoded.ToString();
    }

    private static string Illegal(int at) => $"illegal base32 data at input byte {at}";

    public static string Hexdec(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i == text.Length - 1 && text.Length % 2 == 1 && char.IsAsciiHexDigit(text[i])) break;
            if (!char.IsAsciiHexDigit(text[i])) return $"encoding/hex: invalid byte: {GoQuote.Unicode(text[i])}";
        }
        return text.Length % 2 == 1 ? "encoding/hex: odd length hex string" : ByteText.FromBytes(Convert.FromHexString(text));
    }
}
