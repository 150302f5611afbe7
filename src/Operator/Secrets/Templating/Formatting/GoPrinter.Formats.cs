using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Sprintf: flags, widths, precisions, argument indices.</summary>
internal sealed partial class GoPrinter
{
    private const int NumberMax = 1_000_000;

    // Explicit argument indices: unused arguments are no mistake then.
    private bool _reordered;

    private void Format(string format, ReadOnlySpan<object?> values)
    {
        var argument = 0;
        for (var at = 0; at < format.Length;)
        {
            var percent = format.IndexOf('%', at);
            if (percent < 0) percent = format.Length;
            _out.Append(format, at, percent - at);
            if (percent == format.Length) break;
            at = percent + 1;
            _flags = default;
            var verb = new VerbReader { Format = format, At = at, Argument = argument };
            verb.ReadFlags(ref _flags);
            ReadNumbers(ref verb, values);
            (at, argument) = (verb.At, verb.Argument);
            _reordered |= verb.Reordered;
            if (verb.At >= format.Length)
            {
                _out.Append("%!(NOVERB)");
                break;
            }
            var rune = ByteText.DecodeRune(format, at, out var width);
            at += width;
            PrintVerb(rune, verb.BadIndex, ref argument, values);
            if (_out.Length > _lengthMax) throw TooLong();
        }
        if (!_reordered && argument < values.Length) PrintExtra(values[argument..]);
    }

    private void PrintVerb(int rune, bool badIndex, ref int argument, ReadOnlySpan<object?> values)
    {
        if (rune == '%')
        {
            _out.Append('%');
            return;
        }
        if (badIndex || argument >= values.Length)
        {
            ByteText.AppendRune(_out.Append("%!"), rune).Append(badIndex ? "(BADINDEX)" : "(MISSING)");
            return;
        }
        if (rune == 'v')
        {
            (_flags.SharpV, _flags.Sharp) = (_flags.Sharp, false);
            (_flags.PlusV, _flags.Plus) = (_flags.Plus, false);
        }
        var value = values[argument++];
        if (rune < 0x80) PrintArgument(value, (char)rune);
        else PrintForeignVerb(rune, value);
    }

    private void PrintForeignVerb(int rune, object? value)
    {
        ByteText.AppendRune(_out.Append("%!"), rune).Append('(');
        if (value is null)
        {
            _out.Append("<nil>");
        }
        else
        {
            _out.Append(GoType.Of(value)!.Name).Append('=');
            PrintArgument(value, 'v');
        }
        _out.Append(')');
    }

    private void PrintExtra(ReadOnlySpan<object?> values)
    {
        _flags = default;
        _out.Append("%!(EXTRA ");
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) _out.Append(", ");
            if (values[i] is not { } value)
            {
                _out.Append("<nil>");
                continue;
            }
            _out.Append(GoType.Of(value)!.Name).Append('=');
            PrintArgument(value, 'v');
        }
        _out.Append(')');
    }

    private void ReadNumbers(ref VerbReader verb, ReadOnlySpan<object?> values)
    {
        var indexed = verb.ReadIndex(values.Length);
        if (verb.Peek == '*')
        {
            verb.At++;
            _flags.Width = verb.TakeInteger(values);
            if (_flags.Width is null) _out.Append("%!(BADWIDTH)");
            if (_flags.Width < 0)
            {
                _flags.Width = -_flags.Width;
                _flags.Minus = true;
                _flags.Zero = false;
            }
            indexed = false;
        }
        else
        {
            _flags.Width = verb.ReadNumber();
            // %[3]2d
            if (indexed && _flags.Width is not null) verb.BadIndex = true;
        }
        if (verb.At + 1 <= verb.Format.Length && verb.Peek == '.')
        {
            verb.At++;
            if (indexed) verb.BadIndex = true;
            indexed = verb.ReadIndex(values.Length);
            if (verb.Peek == '*')
            {
                verb.At++;
                _flags.Precision = verb.TakeInteger(values);
                if (_flags.Precision is null or < 0)
                {
                    _out.Append("%!(BADPREC)");
                    _flags.Precision = null;
                }
                indexed = false;
            }
            else
            {
                _flags.Precision = verb.ReadNumber() ?? 0;
            }
        }
        if (!indexed) verb.ReadIndex(values.Length);
    }

    /// <summary>Reads what stands between a percent sign and its verb.</summary>
    private ref struct VerbReader
    {
        internal required string Format;
        internal int At;
        internal int Argument;
        internal bool Reordered;
        internal bool BadIndex;

        internal readonly char Peek => At < Format.Length ? Format[At] : '\uFFFF';

        internal void ReadFlags(ref FormatFlags flags)
        {
            for (; ; At++)
            {
                switch (Peek)
                {
                    case '#': flags.Sharp = true; break;
                    case '0': flags.Zero = true; break;
                    case '+': flags.Plus = true; break;
                    case '-': flags.Minus = true; break;
                    case ' ': flags.Space = true; break;
                    default: return;
                }
            }
        }

        internal int? ReadNumber()
        {
            var start = At;
            var number = 0;
            for (; char.IsAsciiDigit(Peek); At++)
            {
                if (number > NumberMax)
                {
                    At = Format.Length;
                    return null;
                }
                number = number * 10 + (Peek - '0');
            }
            return At > start ? number : null;
        }

        /// <summary>[n]: true when it is well formed, whether or not there is such an argument.</summary>
        internal bool ReadIndex(int count)
        {
            if (Peek != '[') return false;
            Reordered = true;
            var close = Format.IndexOf(']', At);
            if (Format.Length - At < 3 || close < 0)
            {
                BadIndex = true;
                At++;
                return false;
            }
            var digits = Format.AsSpan(At + 1, close - At - 1);
            var ok = digits.Length > 0 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
            var index = ok && digits.Length <= 7 ? int.Parse(digits) : 0;
            At = close + 1;
            if (ok && index >= 1 && index <= count) Argument = index - 1;
            else BadIndex = true;
            return ok;
        }

        internal int? TakeInteger(ReadOnlySpan<object?> values)
        {
            if (Argument >= values.Length) return null;
            long? number = values[Argument++] switch
            {
                nint i => i,
                long i => i,
                int i => i,
                uint i => i,
                byte i => i,
                ulong i => i > long.MaxValue ? null : (long)i,
                GoNamedInteger i => i.Value,
                GoDurationValue d => d.Nanoseconds,
                _ => null,
            };
            return number is >= -NumberMax and <= NumberMax ? (int)number : null;
        }
    }
}
