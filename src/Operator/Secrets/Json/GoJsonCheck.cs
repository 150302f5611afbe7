using System.Globalization;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// Says what Go's encoding/json says about broken JSON. ESO puts that text into conditions, and it names one character
/// at most. Not recursive.
/// </summary>
internal static class GoJsonCheck
{
    private const int MaxDepth = 10_000;
    private const string Ended = "unexpected end of JSON input";

    /// <summary>Null when the byte text is one JSON value, else Go's message.</summary>
    public static string? Error(string json)
    {
        var i = 0;
        var open = new Stack<char>();
        while (true)
        {
            // At the beginning of a value.
            SkipBlanks(json, ref i);
            if (i == json.Length)
            {
                return Ended;
            }

            if (json[i] is '{' or '[')
            {
                if (open.Count == MaxDepth)
                {
                    return "exceeded max depth";
                }

                var kind = json[i++];
                open.Push(kind);
                SkipBlanks(json, ref i);
                if (i < json.Length && json[i] == Close(kind))
                {
                    i++;
                    open.Pop();
                }
                else if (kind == '[')
                {
                    continue;
                }
                else if (Key(json, ref i) is { } badKey)
                {
                    return badKey;
                }
                else
                {
                    continue;
                }
            }
            else if (Scalar(json, ref i) is { } badScalar)
            {
                return badScalar;
            }

            if (AfterValue(json, ref i, open, out var done) is { } bad)
            {
                return bad;
            }

            if (done)
            {
                return null;
            }
        }
    }

    private static string? AfterValue(string json, ref int i, Stack<char> open, out bool done)
    {
        done = false;
        while (true)
        {
            SkipBlanks(json, ref i);
            if (open.Count == 0)
            {
                done = i == json.Length;
                return done ? null : Invalid(json, i, "after top-level value");
            }

            if (i == json.Length)
            {
                return Ended;
            }

            var inside = open.Peek();
            if (json[i] == ',')
            {
                i++;
                SkipBlanks(json, ref i);
                return inside == '{' ? Key(json, ref i) : null;
            }

            if (json[i] != Close(inside))
            {
                return Invalid(json, i, inside == '{' ? "after object key:value pair" : "after array element");
            }

            i++;
            open.Pop();
        }
    }

    private static string? Key(string json, ref int i)
    {
        SkipBlanks(json, ref i);
        if (i == json.Length)
        {
            return Ended;
        }

        if (json[i] != '"')
        {
            return Invalid(json, i, "looking for beginning of object key string");
        }

        if (String(json, ref i) is { } bad)
        {
            return bad;
        }

        SkipBlanks(json, ref i);
        if (i == json.Length)
        {
            return Ended;
        }

        return json[i++] == ':' ? null : Invalid(json, i - 1, "after object key");
    }

    private static string? Scalar(string json, ref int i) => json[i] switch
    {
        '"' => String(json, ref i),
        't' => Word(json, ref i, "true"),
        'f' => Word(json, ref i, "false"),
        'n' => Word(json, ref i, "null"),
        '-' or (>= '0' and <= '9') => Number(json, ref i),
        _ => Invalid(json, i, "looking for beginning of value"),
    };

    private static string? Word(string json, ref int i, string word)
    {
        for (var n = 1; n < word.Length; n++)
        {
            if (++i == json.Length)
            {
                return Ended;
            }

            if (json[i] != word[n])
            {
                return Invalid(json, i, $"in literal {word} (expecting '{word[n]}')");
            }
        }

        i++;
        return null;
    }

    private static string? String(string json, ref int i)
    {
        for (i++; i < json.Length; i++)
        {
            var c = json[i];
            if (c == '"')
            {
                i++;
                return null;
            }

            if (c < ' ')
            {
                return Invalid(json, i, "in string literal");
            }

            if (c == '\\' && Escape(json, ref i) is { } bad)
            {
                return bad;
            }
        }

        return Ended;
    }

    private static string? Escape(string json, ref int i)
    {
        if (++i == json.Length)
        {
            return Ended;
        }

        if (json[i] != 'u')
        {
            return "bfnrt\\/\"".Contains(json[i], StringComparison.Ordinal)
                ? null : Invalid(json, i, "in string escape code");
        }

        for (var n = 0; n < 4; n++)
        {
            if (++i == json.Length)
            {
                return Ended;
            }

            if (!char.IsAsciiHexDigit(json[i]))
            {
                return Invalid(json, i, "in \\u hexadecimal character escape");
            }
        }

        return null;
    }

    private static string? Number(string json, ref int i)
    {
        if (json[i] == '-')
        {
            i++;
        }

        if (i < json.Length && json[i] == '0')
        {
            i++;
        }
        else if (Digits(json, ref i, "in numeric literal") is { } bad)
        {
            return bad;
        }

        if (i < json.Length && json[i] == '.')
        {
            i++;
            if (Digits(json, ref i, "after decimal point in numeric literal") is { } bad)
            {
                return bad;
            }
        }

        if (i < json.Length && json[i] is 'e' or 'E')
        {
            i++;
            if (i < json.Length && json[i] is '+' or '-')
            {
                i++;
            }

            return Digits(json, ref i, "in exponent of numeric literal");
        }

        return null;
    }

    private static string? Digits(string json, ref int i, string where)
    {
        if (i == json.Length)
        {
            return Ended;
        }

        if (!char.IsAsciiDigit(json[i]))
        {
            return Invalid(json, i, where);
        }

        while (i < json.Length && char.IsAsciiDigit(json[i]))
        {
            i++;
        }

        return null;
    }

    private static char Close(char open) => open == '{' ? '}' : ']';

    private static void SkipBlanks(string json, ref int i)
    {
        while (i < json.Length && json[i] is ' ' or '\t' or '\n' or '\r')
        {
            i++;
        }
    }

    private static string Invalid(string json, int i, string where) => $"invalid character {Quote(json[i])} {where}";

    private static string Quote(char c) => c switch
    {
        '\'' => @"'\''",
        '\\' => @"'\\'",
        '\a' => @"'\a'",
        '\b' => @"'\b'",
        '\f' => @"'\f'",
        '\n' => @"'\n'",
        '\r' => @"'\r'",
        '\t' => @"'\t'",
        '\v' => @"'\v'",
        < ' ' or '\x7f' => $"'\\x{((int)c).ToString("x2", CultureInfo.InvariantCulture)}'",
        >= '\x80' and <= '\xa0' or '\xad' => $"'\\u{((int)c).ToString("x4", CultureInfo.InvariantCulture)}'",
        _ => $"'{c}'",
    };
}
