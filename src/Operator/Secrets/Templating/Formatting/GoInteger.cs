namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>strconv.ParseInt and ParseUint.</summary>
internal static class GoInteger
{
    internal enum Failure
    {
        None,
        Syntax,
        Range,
    }

    /// <summary>The text of strconv's error.</summary>
    internal static string Describe(string function, string text, Failure failure) =>
        $"strconv.{function}: parsing {GoQuote.Quote(text)}: {(failure == Failure.Range ? "value out of range" : "invalid syntax")}";

    internal static Failure TryParse(string text, int radix, int bits, out long value)
    {
        value = 0;
        if (text.Length == 0) return Failure.Syntax;
        var negative = text[0] == '-';
        var failure = TryParseUnsigned(text[0] is '-' or '+' ? text[1..] : text, radix, 64, out var magnitude);
        if (failure == Failure.Syntax) return failure;
        var limit = 1UL << (bits - 1);
        if (negative ? magnitude > limit : magnitude >= limit)
        {
            value = negative ? -1L << (bits - 1) : (long)(limit - 1);
            return Failure.Range;
        }
        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return failure;
    }

    /// <param name="text">No sign is accepted.</param>
    /// <param name="radix">0: by prefix (0x, 0o, 0b, 0), with underscores between digits.</param>
    /// <param name="bits">Size of the result.</param>
    /// <param name="value">Clamped when out of range.</param>
    internal static Failure TryParseUnsigned(string text, int radix, int bits, out ulong value)
    {
        value = 0;
        if (text.Length == 0) return Failure.Syntax;
        var digits = text.AsSpan();
        var underscores = radix == 0;
        if (radix == 0) radix = TakePrefix(ref digits);
        if (digits.Length == 0) return Failure.Syntax;
        var range = false;
        foreach (var c in digits)
        {
            if (c == '_' && underscores) continue;
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'z' => c - 'a' + 10,
                >= 'A' and <= 'Z' => c - 'A' + 10,
                _ => 99,
            };
            if (digit >= radix) return Failure.Syntax;
            var next = (UInt128)value * (ulong)radix + (ulong)digit;
            if (next > ulong.MaxValue) range = true;
            else value = (ulong)next;
        }
        if (underscores && text.Contains('_') && !UnderscoresAllowed(text)) return Failure.Syntax;
        if (!range && (bits == 64 || value < 1UL << bits)) return Failure.None;
        value = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        return Failure.Range;
    }

    private static int TakePrefix(ref ReadOnlySpan<char> digits)
    {
        if (digits[0] != '0') return 10;
        if (digits.Length >= 3)
        {
            var radix = (digits[1] | 0x20) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
            if (radix > 0)
            {
                digits = digits[2..];
                return radix;
            }
        }
        if (digits.Length > 1) digits = digits[1..];
        return digits.Length > 0 && digits[0] == '0' && digits.Length == 1 ? 10 : 8;
    }

    /// <summary>Underscores must separate digits, or the prefix and a digit.</summary>
    internal static bool UnderscoresAllowed(string text)
    {
        var body = text.AsSpan().TrimStart("+-");
        var last = '^';
        var at = 0;
        var hex = false;
        if (body.Length >= 2 && body[0] == '0' && (body[1] | 0x20) is 'b' or 'o' or 'x')
        {
            at = 2;
            last = '0';
            hex = (body[1] | 0x20) == 'x';
        }
        for (; at < body.Length; at++)
        {
            var c = body[at];
            if (char.IsAsciiDigit(c) || (hex && char.IsAsciiHexDigit(c)))
            {
                last = '0';
            }
            else if (c == '_')
            {
                if (last != '0') return false;
                last = '_';
            }
            else
            {
                if (last == '_') return false;
                last = '!';
            }
        }
        return last != '_';
    }
}
