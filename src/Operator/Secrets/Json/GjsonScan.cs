namespace Eso.Operator.Secrets.Json;

/// <summary>Steps over JSON source without checking it: where a value ends, never whether it is right.</summary>
internal static class GjsonScan
{
    /// <summary>The first value of a text. An object or array takes everything to the end of the text.</summary>
    public static GjsonResult Parse(string json)
    {
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (c <= ' ')
            {
                continue;
            }

            switch (c)
            {
                case '{' or '[':
                    return new GjsonResult(GjsonType.Json, json[i..]);
                case '"':
                    return LeadingString(json[i..]);
                case 't':
                    return new GjsonResult(GjsonType.True, Word(json, i));
                case 'f':
                    return new GjsonResult(GjsonType.False, Word(json, i));
                case 'n' when !IsNan(json, i):
                    return new GjsonResult(GjsonType.Null, Word(json, i));
                default:
                    return StartsNumber(json, i) ? LeadingNumber(json[i..]) : GjsonResult.None;
            }
        }

        return GjsonResult.None;
    }

    /// <summary>
    /// The next value at or after <paramref name="i"/>, skipping what cannot begin one. Null when there is none;
    /// <paramref name="i"/> ends behind it.
    /// </summary>
    public static GjsonResult? Next(string json, ref int i)
    {
        for (; i < json.Length; i++)
        {
            if (json[i] > ' ' && ValueAt(json, ref i, out var ok) is { } value)
            {
                return ok ? value : null;
            }
        }

        return null;
    }

    /// <summary>
    /// The value beginning exactly at <paramref name="i"/>; null (and <paramref name="i"/> untouched) when none
    /// begins there.
    /// <paramref name="ok"/> is false for a string that does not end.
    /// </summary>
    public static GjsonResult? ValueAt(string json, ref int i, out bool ok)
    {
        var start = i;
        return Read(json, ref i, out ok) is { } value ? value with { Index = start } : null;
    }

    private static GjsonResult? Read(string json, ref int i, out bool ok)
    {
        ok = true;
        var c = json[i];
        switch (c)
        {
            case '{' or '[':
                (i, var squashed) = Squash(json, i);
                return new GjsonResult(GjsonType.Json, squashed);
            case '"':
                var (end, raw, escaped, ended) = String(json, i);
                i = end;
                ok = ended;
                return new GjsonResult(GjsonType.String, raw, ended ? Unquote(raw, escaped) : "");
            case 't' or 'f' or 'n' when c != 'n' || !IsNan(json, i):
                raw = Word(json, i);
                i += raw.Length;
                var type = c switch { 't' => GjsonType.True, 'f' => GjsonType.False, _ => GjsonType.Null };
                return new GjsonResult(type, raw);
            default:
                if (!StartsNumber(json, i))
                {
                    return null;
                }

                var stop = i + 1;
                while (stop < json.Length && json[stop] > ' ' && json[stop] is not (',' or ']' or '}'))
                {
                    stop++;
                }

                raw = json[i..stop];
                i = stop;
                return new GjsonResult(GjsonType.Number, raw, "", GoNumber.Parse(raw));
        }
    }

    /// <summary>
    /// Members of an object or elements of an array (key <c>None</c>); a scalar is its own only element.
    /// </summary>
    public static IEnumerable<(GjsonResult Key, GjsonResult Value)> Members(GjsonResult of)
    {
        if (!of.Exists)
        {
            yield break;
        }

        if (of.Type != GjsonType.Json)
        {
            yield return (GjsonResult.None, of);
            yield break;
        }

        var json = of.RawBytes;
        var isObject = json[0] == '{';
        var i = 1;
        while (i < json.Length)
        {
            var key = GjsonResult.None;
            if (isObject)
            {
                if (json[i] != '"')
                {
                    i++;
                    continue;
                }

                var (end, raw, escaped, ended) = String(json, i);
                if (!ended)
                {
                    yield break;
                }

                i = end;
                key = new GjsonResult(GjsonType.String, raw, Unquote(raw, escaped));
            }

            while (i < json.Length && (json[i] <= ' ' || json[i] is ',' or ':'))
            {
                i++;
            }

            if (Next(json, ref i) is not { } value)
            {
                yield break;
            }

            yield return (key, value);

            // The character that ends a value is passed over, be it comma, bracket or anything else.
            i++;
        }
    }

    /// <summary>
    /// From the bracket at <paramref name="i"/> to where it closes, or to the end; kinds of brackets are not told
    /// apart.
    /// </summary>
    public static (int End, string Raw) Squash(string json, int i)
    {
        var depth = 1;
        for (var at = i + 1; at < json.Length; at++)
        {
            switch (json[at])
            {
                case '"':
                    at = EndOfString(json, at);
                    break;
                case '{' or '[' or '(':
                    depth++;
                    break;
                case '}' or ']' or ')':
                    if (--depth == 0)
                    {
                        return (at + 1, json[i..(at + 1)]);
                    }

                    break;
            }
        }

        return (json.Length, json[i..]);
    }

    /// <summary>As <see cref="Squash"/> from the start of a text, which may also be a quoted string.</summary>
    public static string SquashLeading(string text)
    {
        if (text[0] != '"')
        {
            return Squash(text, 0).Raw;
        }

        var end = EndOfString(text, 0);
        return end >= text.Length ? text : text[..(end + 1)];
    }

    /// <summary>
    /// Index of the quote that ends the string begun at <paramref name="i"/> in a path, backslash escaping any one.
    /// </summary>
    public static int SkipQuoted(string path, int i)
    {
        for (i++; i < path.Length && path[i] != '"'; i++)
        {
            if (path[i] == '\\')
            {
                i++;
            }
        }

        return i;
    }

    /// <summary>The string whose opening quote is at <paramref name="i"/>.</summary>
    public static (int End, string Raw, bool Escaped, bool Ended) String(string json, int i)
    {
        var end = EndOfString(json, i);
        var ended = end < json.Length;
        var raw = ended ? json[i..(end + 1)] : json[i..];
        return (ended ? end + 1 : json.Length, raw, raw.Contains('\\', StringComparison.Ordinal), ended);
    }

    public static string Unquote(string raw, bool escaped) =>
        escaped ? GjsonString.Unescape(raw[1..^1]) : raw[1..^1];

    private static int EndOfString(string json, int open)
    {
        var i = open + 1;
        while (i < json.Length && json[i] != '"')
        {
            i += json[i] == '\\' ? 2 : 1;
        }

        return Math.Min(i, json.Length);
    }

    private static string Word(string json, int i)
    {
        var end = i + 1;
        while (end < json.Length && json[end] is >= 'a' and <= 'z')
        {
            end++;
        }

        return json[i..end];
    }

    private static bool IsNan(string json, int i) => i + 1 < json.Length && json[i + 1] != 'u';

    private static bool StartsNumber(string json, int i) =>
        json[i] is '+' or '-' or (>= '0' and <= '9') or 'i' or 'I' or 'N' || (json[i] == 'n' && IsNan(json, i));

    // A number alone runs to white space, comma or a closing bracket.
    private static GjsonResult LeadingNumber(string json)
    {
        var end = 1;
        while (end < json.Length && json[end] > ' ' && json[end] is not (',' or ']' or '}'))
        {
            end++;
        }

        return new GjsonResult(GjsonType.Number, json[..end], "", GoNumber.Parse(json[..end]));
    }

    private static GjsonResult LeadingString(string json)
    {
        var (_, raw, escaped, ended) = String(json, 0);
        if (ended)
        {
            return new GjsonResult(GjsonType.String, raw, Unquote(raw, escaped));
        }

        return new GjsonResult(GjsonType.String, raw, escaped ? GjsonString.Unescape(raw[1..]) : raw[1..]);
    }
}
