namespace Eso.Operator.Secrets.Json;

/// <summary>Checks JSON strictly, without recursion: depth costs memory only.</summary>
internal static class GjsonValid
{
    public static bool IsValid(string json)
    {
        var i = 0;
        var open = new Stack<char>();
        var expectValue = true;
        while (true)
        {
            SkipBlanks(json, ref i);
            if (expectValue)
            {
                if (i == json.Length)
                {
                    return false;
                }

                if (json[i] is '{' or '[')
                {
                    var kind = json[i++];
                    SkipBlanks(json, ref i);
                    if (i < json.Length && json[i] == (kind == '{' ? '}' : ']'))
                    {
                        i++;
                    }
                    else
                    {
                        open.Push(kind);
                        if (kind == '{' && !Key(json, ref i))
                        {
                            return false;
                        }

                        continue;
                    }
                }
                else if (!Scalar(json, ref i))
                {
                    return false;
                }

                expectValue = false;
                continue;
            }

            if (open.Count == 0)
            {
                return i == json.Length;
            }

            if (i == json.Length)
            {
                return false;
            }

            var inside = open.Peek();
            if (json[i] == ',')
            {
                i++;
                if (inside == '{' && !Key(json, ref i))
                {
                    return false;
                }

                expectValue = true;
            }
            else if (json[i] == (inside == '{' ? '}' : ']'))
            {
                i++;
                open.Pop();
            }
            else
            {
                return false;
            }
        }
    }

    private static bool Key(string json, ref int i)
    {
        SkipBlanks(json, ref i);
        if (i == json.Length || json[i] != '"' || !String(json, ref i))
        {
            return false;
        }

        SkipBlanks(json, ref i);
        return i < json.Length && json[i++] == ':';
    }

    private static bool Scalar(string json, ref int i) => json[i] switch
    {
        '"' => String(json, ref i),
        't' => Word(json, ref i, "true"),
        'f' => Word(json, ref i, "false"),
        'n' => Word(json, ref i, "null"),
        '-' or (>= '0' and <= '9') => Number(json, ref i),
        _ => false,
    };

    private static bool Word(string json, ref int i, string word)
    {
        if (string.CompareOrdinal(json, i, word, 0, word.Length) != 0)
        {
            return false;
        }

        i += word.Length;
        return true;
    }

    private static bool String(string json, ref int i)
    {
        for (i++; i < json.Length; i++)
        {
            switch (json[i])
            {
                case '"':
                    i++;
                    return true;
                case < ' ':
                    return false;
                case '\\':
                    if (++i == json.Length)
                    {
                        return false;
                    }

                    if (json[i] == 'u')
                    {
                        if (i + 4 >= json.Length || !IsHex(json.AsSpan(i + 1, 4)))
                        {
                            return false;
                        }

                        i += 4;
                    }
                    else if (json[i] is not ('"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't'))
                    {
                        return false;
                    }

                    break;
            }
        }

        return false;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Number(string json, ref int i)
    {
        if (json[i] == '-')
        {
            i++;
        }

        if (i < json.Length && json[i] == '0')
        {
            i++;
        }
        else if (!Digits(json, ref i))
        {
            return false;
        }

        if (i < json.Length && json[i] == '.')
        {
            i++;
            if (!Digits(json, ref i))
            {
                return false;
            }
        }

        if (i < json.Length && json[i] is 'e' or 'E')
        {
            i++;
            if (i < json.Length && json[i] is '+' or '-')
            {
                i++;
            }

            return Digits(json, ref i);
        }

        return true;
    }

    private static bool Digits(string json, ref int i)
    {
        var start = i;
        while (i < json.Length && char.IsAsciiDigit(json[i]))
        {
            i++;
        }

        return i > start;
    }

    private static void SkipBlanks(string json, ref int i)
    {
        while (i < json.Length && json[i] is ' ' or '\t' or '\n' or '\r')
        {
            i++;
        }
    }
}
