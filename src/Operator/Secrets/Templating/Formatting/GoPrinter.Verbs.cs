using System.Globalization;
using System.Numerics;
using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Formatting of scalars.</summary>
internal sealed partial class GoPrinter
{
    private void WritePadding(int count)
    {
        // Zeros only to the left.
        if (count > 0) _out.Append(_flags.Zero && !_flags.Minus ? '0' : ' ', count);
    }

    private void Pad(string text)
    {
        var padding = _flags.Width is { } width and > 0 ? width - ByteText.RuneCount(text) : 0;
        if (!_flags.Minus) WritePadding(padding);
        _out.Append(text);
        if (_flags.Minus) WritePadding(padding);
    }

    private void PadWithSpaces(string text)
    {
        var zero = _flags.Zero;
        _flags.Zero = false;
        Pad(text);
        _flags.Zero = zero;
    }

    private string Truncate(string text)
    {
        if (_flags.Precision is not { } most) return text;
        var at = 0;
        for (; most > 0 && at < text.Length; most--)
        {
            ByteText.DecodeRune(text, at, out var width);
            at += width;
        }
        return text[..at];
    }

    private void FormatText(string text, char verb, object? original = null)
    {
        switch (verb)
        {
            case 'v' when _flags.SharpV: FormatQuoted(text); break;
            case 'v' or 's': Pad(Truncate(text)); break;
            case 'q': FormatQuoted(text); break;
            case 'x' or 'X': FormatHexBytes(text, upper: verb == 'X'); break;
            default: BadVerb(verb, original ?? text); break;
        }
    }

    private void FormatQuoted(string text)
    {
        text = Truncate(text);
        if (_flags.Sharp && GoQuote.CanBackquote(text)) Pad("`" + text + "`");
        else Pad(GoQuote.Quote(text, _flags.Plus));
    }

    private void FormatHexBytes(string bytes, bool upper)
    {
        var length = _flags.Precision is { } most ? Math.Min(most, bytes.Length) : bytes.Length;
        if (length == 0)
        {
            WritePadding(_flags.Width ?? 0);
            return;
        }
        var text = new StringBuilder();
        var prefix = upper ? "0X" : "0x";
        for (var i = 0; i < length; i++)
        {
            if (_flags.Space && i > 0) text.Append(' ');
            if (_flags.Sharp && (_flags.Space || i == 0)) text.Append(prefix);
            text.Append(((int)bytes[i]).ToString(upper ? "X2" : "x2", CultureInfo.InvariantCulture));
        }
        Pad(text.ToString());
    }

    private void FormatInteger(ulong value, bool signed, char verb, object original)
    {
        switch (verb)
        {
            case 'v' when _flags.SharpV && !signed:
                var sharp = _flags.Sharp;
                _flags.Sharp = true;
                FormatDigits(value, 16, signed, 'v');
                _flags.Sharp = sharp;
                break;
            case 'v' or 'd': FormatDigits(value, 10, signed, verb); break;
            case 'b': FormatDigits(value, 2, signed, verb); break;
            case 'o' or 'O': FormatDigits(value, 8, signed, verb); break;
            case 'x' or 'X': FormatDigits(value, 16, signed, verb); break;
            case 'c': Pad(ByteText.FromRune(RuneOf(value))); break;
            case 'q': Pad(GoQuote.QuoteRune(RuneOf(value), _flags.Plus)); break;
            case 'U': FormatUnicode(value); break;
            default: BadVerb(verb, original); break;
        }
    }

    private static int RuneOf(ulong value) => value > ByteText.MaxRune ? ByteText.RuneError : (int)value;

    private void FormatDigits(ulong value, int radix, bool signed, char verb)
    {
        var negative = signed && (long)value < 0;
        if (negative) value = unchecked(0 - value);
        var least = 0;
        if (_flags.Precision is { } precision)
        {
            least = precision;
            // Precision 0 of 0 prints nothing.
            if (precision == 0 && value == 0)
            {
                var zero = _flags.Zero;
                _flags.Zero = false;
                WritePadding(_flags.Width ?? 0);
                _flags.Zero = zero;
                return;
            }
        }
        else if (_flags.Zero && !_flags.Minus && _flags.Width is { } width)
        {
            least = negative || _flags.Plus || _flags.Space ? width - 1 : width;
        }
        var digits = ToDigits(value, radix, upper: verb == 'X').PadLeft(Math.Max(least, 1), '0');
        if (_flags.Sharp)
        {
            digits = radix switch
            {
                2 => "0b" + digits,
                8 => digits[0] == '0' ? digits : "0" + digits,
                16 => (verb == 'X' ? "0X" : "0x") + digits,
                _ => digits,
            };
        }
        if (verb == 'O') digits = "0o" + digits;
        PadWithSpaces((negative ? "-" : _flags.Plus ? "+" : _flags.Space ? " " : "") + digits);
    }

    private static string ToDigits(ulong value, int radix, bool upper)
    {
        switch (radix)
        {
            case 10: return value.ToString(CultureInfo.InvariantCulture);
            case 16: return value.ToString(upper ? "X" : "x", CultureInfo.InvariantCulture);
            case 2: return value.ToString("b", CultureInfo.InvariantCulture);
        }
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (char)('0' + value % (ulong)radix));
            value /= (ulong)radix;
        }
        while (value > 0);
        return digits.ToString();
    }

    private void FormatUnicode(ulong value)
    {
        var digits = value.ToString("X", CultureInfo.InvariantCulture).PadLeft(Math.Max(4, _flags.Precision ?? 0), '0');
        var text = "U+" + digits;
        if (_flags.Sharp && value <= ByteText.MaxRune && GoQuote.IsPrint((int)value))
            text += $" '{ByteText.FromRune((int)value)}'";
        PadWithSpaces(text);
    }

    private void FormatFloat(double value, char verb, object original, bool single = false)
    {
        switch (verb)
        {
            case 'v': WriteFloat(value, 'g', -1, single); break;
            case 'b' or 'g' or 'G' or 'x' or 'X': WriteFloat(value, verb, -1, single); break;
            case 'f' or 'e' or 'E': WriteFloat(value, verb, 6, single); break;
            case 'F': WriteFloat(value, 'f', 6, single); break;
            default: BadVerb(verb, original); break;
        }
    }

    private void WriteFloat(double value, char verb, int precision, bool single = false)
    {
        precision = _flags.Precision ?? precision;
        var number = GoFloat.Format(value, verb, precision, single);
        if (number[0] is not ('-' or '+')) number = "+" + number;
        if (_flags.Space && number[0] == '+' && !_flags.Plus) number = " " + number[1..];
        if (number[1] is 'I' or 'N')
        {
            // Not numbers: no zeros before them, and NaN has no sign.
            if (number[1] == 'N' && !_flags.Space && !_flags.Plus) number = number[1..];
            PadWithSpaces(number);
            return;
        }
        if (_flags.Sharp && verb != 'b') number = WithPoint(number, verb, precision);
        if (!_flags.Plus && number[0] == '+')
        {
            Pad(number[1..]);
        }
        else if (_flags.Zero && !_flags.Minus && _flags.Width > number.Length)
        {
            // The sign goes before the zeros.
            _out.Append(number[0]);
            WritePadding(_flags.Width.Value - number.Length);
            _out.Append(number, 1, number.Length - 1);
        }
        else
        {
            Pad(number);
        }
    }

    /// <summary>The sharp flag: always a point, and for %g and %x (not %X: fmt leaves it out) all digits of the precision.</summary>
    private static string WithPoint(string number, char verb, int precision)
    {
        var digits = verb is 'g' or 'G' or 'x' ? (precision < 0 ? 6 : precision) : 0;
        var (tail, end) = ("", number.Length);
        var (point, significant) = (false, false);
        for (var i = 1; i < end; i++)
        {
            var c = number[i];
            if (c is 'p' or 'P' || (c is 'e' or 'E' && verb is not ('x' or 'X')))
            {
                tail = number[i..];
                end = i;
            }
            else if (c == '.')
            {
                point = true;
            }
            else
            {
                significant |= c != '0';
                if (significant) digits--;
            }
        }
        var text = new StringBuilder(number, 0, end, number.Length + 8);
        if (!point)
        {
            if (end == 2 && number[1] == '0') digits--;
            text.Append('.');
        }
        return text.Append('0', Math.Max(digits, 0)).Append(tail).ToString();
    }

    private void FormatComplex(Complex value, char verb)
    {
        if (verb is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E'))
        {
            BadVerb(verb, value);
            return;
        }
        var plus = _flags.Plus;
        _out.Append('(');
        FormatFloat(value.Real, verb, value.Real);
        // The imaginary part always has a sign.
        _flags.Plus = true;
        FormatFloat(value.Imaginary, verb, value.Imaginary);
        _out.Append("i)");
        _flags.Plus = plus;
    }
}
