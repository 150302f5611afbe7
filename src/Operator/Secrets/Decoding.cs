namespace Eso.Operator.Secrets;

/// <summary>ESO's decodingStrategy. Base64 is Go's: padded, CR and LF skipped, anything else refused.</summary>
public static class Decoding
{
    /// <summary>Decodes one value.</summary>
    /// <param name="strategy">None or empty, Base64, Base64URL, Auto.</param>
    /// <exception cref="ValueException">It is not that encoding; or the strategy is unknown.</exception>
    public static SecretBytes Decode(string? strategy, SecretBytes value)
    {
        var bytes = value.Reveal();
        switch (strategy)
        {
            case null or "" or "None":
                return value;
            case "Base64":
                return new SecretBytes(TryBase64(bytes.Span, '+', '/', out var decoded, out var at)
                    ? decoded : throw Illegal(at));
            case "Base64URL":
                return new SecretBytes(TryBase64(bytes.Span, '-', '_', out decoded, out at)
                    ? decoded : throw Illegal(at));
            case "Auto":
                return TryBase64(bytes.Span, '+', '/', out decoded, out _)
                    || TryBase64(bytes.Span, '-', '_', out decoded, out _)
                    ? new SecretBytes(decoded) : value;
            default:
                throw new ValueException($"decoding strategy {strategy} is not supported");
        }
    }

    /// <summary>Decodes every value of a map.</summary>
    /// <exception cref="ValueException">ESO's <c>failure decoding key k: …</c>.</exception>
    public static Dictionary<string, SecretBytes> DecodeMap(
        string? strategy,
        IEnumerable<KeyValuePair<string, SecretBytes>> map)
    {
        var decoded = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, value) in map.OrderBy(static e => e.Key, GoOrder.Instance))
        {
            try
            {
                decoded[key] = Decode(strategy, value);
            }
            catch (ValueException e)
            {
                throw new ValueException($"failure decoding key {key}: {e.Message}", e);
            }
        }

        return decoded;
    }

    /// <summary>Go's StdEncoding or URLEncoding; <paramref name="at"/> is the offset Go names in its error.</summary>
    internal static bool TryBase64(ReadOnlySpan<byte> text, char c62, char c63, out byte[] decoded, out int at)
    {
        decoded = [];
        var output = new List<byte>(text.Length * 3 / 4);
        var i = 0;
        while (true)
        {
            uint quantum = 0;
            var n = 0;
            while (n < 4)
            {
                if (i == text.Length)
                {
                    at = i - n;
                    decoded = [.. output];
                    return n == 0;
                }

                var c = text[i++];
                if (c is (byte)'\r' or (byte)'\n')
                {
                    continue;
                }

                if (c == '=')
                {
                    if (!Padding(text, ref i, n, out at))
                    {
                        return false;
                    }

                    quantum <<= 6 * (4 - n);
                    for (var k = 0; k < n - 1; k++)
                    {
                        output.Add((byte)(quantum >> (16 - 8 * k)));
                    }

                    decoded = [.. output];
                    return true;
                }

                var digit = Digit((char)c, c62, c63);
                if (digit < 0)
                {
                    at = i - 1;
                    return false;
                }

                quantum = (quantum << 6) | (uint)digit;
                n++;
            }

            output.Add((byte)(quantum >> 16));
            output.Add((byte)(quantum >> 8));
            output.Add((byte)quantum);
        }
    }

    // Entered after one '=' was read as digit n of a quantum; nothing but line ends may follow the padding.
    private static bool Padding(ReadOnlySpan<byte> text, ref int i, int n, out int at)
    {
        at = i - 1;
        if (n < 2)
        {
            return false;
        }

        if (n == 2)
        {
            SkipLineEnds(text, ref i);
            if (i == text.Length)
            {
                at = text.Length;
                return false;
            }

            if (text[i] != '=')
            {
                at = i - 1;
                return false;
            }

            i++;
        }

        SkipLineEnds(text, ref i);
        at = i;
        return i == text.Length;
    }

    private static void SkipLineEnds(ReadOnlySpan<byte> text, ref int i)
    {
        while (i < text.Length && text[i] is (byte)'\r' or (byte)'\n')
        {
            i++;
        }
    }

    private static int Digit(char c, char c62, char c63) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        _ when c == c62 => 62,
        _ when c == c63 => 63,
        _ => -1,
    };

    private static ValueException Illegal(int at) => new($"illegal base64 data at input byte {at}");
}
