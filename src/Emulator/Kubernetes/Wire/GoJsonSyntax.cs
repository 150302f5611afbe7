using System.Globalization;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// Checks JSON text as Go's encoding/json scanner does and words faults as it does. Unlike .NET's reader it lets invalid
/// UTF-8 and lone surrogates pass (both become U+FFFD when read).
/// </summary>
internal static class GoJsonSyntax
{
    /// <summary>Go allows 10000; ours is lower so that walking the tree never endangers the stack.</summary>
    public const int MaxDepth = 500;

    private const string EndOfInput = "unexpected end of JSON input";

    private enum Wanted
    {
        Value,
        ValueOrEndOfArray,
        Key,
        KeyOrEndOfObject,
        Colon,
        AfterObjectValue,
        AfterArrayElement,
        End,
    }

    /// <summary>Null when the text is one JSON value, else what Go says about it.</summary>
    public static string? Check(ReadOnlySpan<byte> text)
    {
        var nesting = new Stack<bool>();
        var wanted = Wanted.Value;
        var at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }

            if (at == text.Length)
            {
                return wanted == Wanted.End ? null : EndOfInput;
            }

            if (Step(text, ref at, ref wanted, nesting) is { } fault)
            {
                return fault;
            }
        }
    }

    private static string? Step(ReadOnlySpan<byte> text, ref int at, ref Wanted wanted, Stack<bool> nesting)
    {
        var c = text[at];
        switch (wanted)
        {
            case Wanted.End:
                return Invalid(c, "after top-level value");
            case Wanted.ValueOrEndOfArray when c == ']':
            case Wanted.KeyOrEndOfObject when c == '}':
            case Wanted.AfterArrayElement when c == ']':
            case Wanted.AfterObjectValue when c == '}':
                at++;
                nesting.Pop();
                wanted = After(nesting);
                return null;
            case Wanted.Key or Wanted.KeyOrEndOfObject:
                if (c != '"')
                {
                    return Invalid(c, "looking for beginning of object key string");
                }

                wanted = Wanted.Colon;
                return String(text, ref at);
            case Wanted.Colon:
                at++;
                wanted = Wanted.Value;
                return c == ':' ? null : Invalid(c, "after object key");
            case Wanted.AfterObjectValue:
                at++;
                wanted = Wanted.Key;
                return c == ',' ? null : Invalid(c, "after object key:value pair");
            case Wanted.AfterArrayElement:
                at++;
                wanted = Wanted.Value;
                return c == ',' ? null : Invalid(c, "after array element");
            default:
                return Value(text, ref at, ref wanted, nesting);
        }
    }

    private static Wanted After(Stack<bool> nesting) =>
        nesting.Count == 0 ? Wanted.End : nesting.Peek() ? Wanted.AfterObjectValue : Wanted.AfterArrayElement;

    private static string? Value(ReadOnlySpan<byte> text, ref int at, ref Wanted wanted, Stack<bool> nesting)
    {
        var c = text[at];
        if (c is (byte)'{' or (byte)'[')
        {
            at++;
            nesting.Push(c == '{');
            wanted = c == '{' ? Wanted.KeyOrEndOfObject : Wanted.ValueOrEndOfArray;
            return nesting.Count > MaxDepth ? Invalid(c, "exceeded max depth") : null;
        }

        wanted = After(nesting);
        return c switch
        {
            (byte)'"' => String(text, ref at),
            (byte)'t' => Literal(text, ref at, "true"),
            (byte)'f' => Literal(text, ref at, "false"),
            (byte)'n' => Literal(text, ref at, "null"),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(text, ref at),
            _ => Invalid(c, "looking for beginning of value"),
        };
    }

    private static string? Literal(ReadOnlySpan<byte> text, ref int at, string literal)
    {
        for (var i = 0; i < literal.Length; i++, at++)
        {
            if (at == text.Length)
            {
                return EndOfInput;
            }

            if (text[at] != literal[i])
            {
                return Invalid(text[at], $"in literal {literal} (expecting '{literal[i]}')");
            }
        }

        return null;
    }

    private static string? String(ReadOnlySpan<byte> text, ref int at)
    {
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                at++;
                return null;
            }

            if (c < 0x20)
            {
                return Invalid(c, "in string literal");
            }

            if (c == '\\' && Escape(text, ref at) is { } fault)
            {
                return fault;
            }
        }

        return EndOfInput;
    }

    private static string? Escape(ReadOnlySpan<byte> text, ref int at)
    {
        at++;
        if (at >= text.Length)
        {
            return EndOfInput;
        }

        if (text[at] != 'u')
        {
            return "bfnrt\\/\"".Contains((char)text[at]) ? null : Invalid(text[at], "in string escape code");
        }

        for (var i = 0; i < 4; i++)
        {
            at++;
            if (at >= text.Length)
            {
                return EndOfInput;
            }

            if (!char.IsAsciiHexDigit((char)text[at]))
            {
                return Invalid(text[at], "in \\u hexadecimal character escape");
            }
        }

        return null;
    }

    private static string? Number(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at] == '-')
        {
            at++;
            if (at >= text.Length)
            {
                return EndOfInput;
            }

            if (!IsDigit(text[at]))
            {
                return Invalid(text[at], "in numeric literal");
            }
        }

        if (text[at] == '0')
        {
            at++;
        }
        else
        {
            Digits(text, ref at);
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (NeedDigits(text, ref at, "after decimal point in numeric literal") is { } fault)
            {
                return fault;
            }
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at += at < text.Length && text[at] is (byte)'+' or (byte)'-' ? 1 : 0;
            return NeedDigits(text, ref at, "in exponent of numeric literal");
        }

        return null;
    }

    private static string? NeedDigits(ReadOnlySpan<byte> text, ref int at, string context)
    {
        if (at >= text.Length)
        {
            return EndOfInput;
        }

        if (!IsDigit(text[at]))
        {
            return Invalid(text[at], context);
        }

        Digits(text, ref at);
        return null;
    }

    private static void Digits(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && IsDigit(text[at]))
        {
            at++;
        }
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static string Invalid(byte c, string context) => $"invalid character {Quote(c)} {context}";

    private static string Quote(byte c) => c switch
    {
        (byte)'\'' => "'\\''",
        (byte)'\\' => "'\\\\'",
        (byte)'\n' => "'\\n'",
        (byte)'\r' => "'\\r'",
        (byte)'\t' => "'\\t'",
        7 => "'\\a'",
        8 => "'\\b'",
        11 => "'\\v'",
        12 => "'\\f'",
        < 0x20 or 0x7f => $"'\\x{c.ToString("x2", CultureInfo.InvariantCulture)}'",
        >= 0x80 and < 0xa1 or 0xad => $"'\\u{((int)c).ToString("x4", CultureInfo.InvariantCulture)}'",
        _ => $"'{(char)c}'",
    };
}
