namespace Eso.Operator.Secrets.Json;

/// <summary>The query of <c>#(path op value)</c> or <c>#(path op value)#</c>.</summary>
internal sealed class ArrayQuery
{
    private string op = "";
    private string value = "";

    /// <summary>What of an element is compared; empty for the element itself.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Every match is wanted, not the first.</summary>
    public bool All { get; set; }

    /// <summary>
    /// Reads the query at the start of <paramref name="path"/>; <paramref name="end"/> is behind its bracket, -1
    /// when it has none.
    /// </summary>
    public static ArrayQuery Parse(string path, out int end)
    {
        var query = new ArrayQuery();
        int depth = 1, operatorAt = 0, i = 2;
        var escapedValue = false;
        for (; i < path.Length; i++)
        {
            var c = path[i];
            if (depth == 1 && operatorAt == 0 && c is '!' or '=' or '<' or '>' or '%')
            {
                operatorAt = i;
                continue;
            }

            if (c == '\\')
            {
                i++;
            }
            else if (c is '[' or '(')
            {
                depth++;
            }
            else if (c is ']' or ')')
            {
                if (--depth == 0)
                {
                    break;
                }
            }
            else if (c == '"')
            {
                var close = GjsonScan.SkipQuoted(path, i);
                escapedValue |= path.AsSpan(i, Math.Min(close, path.Length) - i).Contains('\\');
                i = close;
            }
        }

        if (depth > 0)
        {
            end = -1;
            return query;
        }

        end = i + 1;
        if (operatorAt == 0)
        {
            query.Path = Trim(path[2..i]);
            return query;
        }

        query.Path = Trim(path[2..operatorAt]);
        query.ReadComparison(Trim(path[operatorAt..i]), escapedValue);
        return query;
    }

    /// <summary>Whether a value meets the query; one that does not exist only ever meets <c>~</c> queries.</summary>
    public bool Matches(GjsonResult found)
    {
        var wanted = value;
        if (wanted.Length > 0 && wanted[0] == '~')
        {
            bool? like = wanted[1..] switch
            {
                "*" => found.Exists,
                "null" => found.Type == GjsonType.Null,
                "true" => IsTrue(found),
                "false" => IsFalse(found),
                _ => null,
            };
            wanted = like is null ? "" : "true";
            found = like switch
            {
                true => new GjsonResult(GjsonType.True, ""),
                false => new GjsonResult(GjsonType.False, ""),
                _ => GjsonResult.None,
            };
        }

        if (!found.Exists || op.Length == 0)
        {
            return found.Exists;
        }

        return found.Type switch
        {
            GjsonType.String => CompareText(found.StringBytes, wanted),
            GjsonType.Number => CompareNumber(found.Number, GoNumber.Parse(wanted)),
            GjsonType.True => op switch
            {
                "=" => wanted == "true",
                "!=" => wanted != "true",
                ">" => wanted == "false",
                ">=" => true,
                _ => false,
            },
            GjsonType.False => op switch
            {
                "=" => wanted == "false",
                "!=" => wanted != "false",
                "<" => wanted == "true",
                "<=" => true,
                _ => false,
            },
            _ => false,
        };
    }

    private void ReadComparison(string text, bool escapedValue)
    {
        if (text.StartsWith("==", StringComparison.Ordinal))
        {
            text = text[1..];
            op = text[..1];
        }
        else if (text.Length == 1 || text[0] is not ('!' or '<' or '>'))
        {
            op = text[..1];
        }
        else if (text[0] == '!')
        {
            // "!x" is no operator: gjson leaves it empty, and the query asks for existence only.
            op = text[1] is '=' or '%' ? text[..2] : "";
        }
        else
        {
            op = text[1] == '=' ? text[..2] : text[..1];
        }

        value = Trim(text[op.Length..]);
        if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
        {
            value = escapedValue ? GjsonString.Unescape(value[1..^1]) : value[1..^1];
        }
    }

    private bool CompareText(string found, string wanted) => op switch
    {
        "=" => found == wanted,
        "!=" => found != wanted,
        "<" => string.CompareOrdinal(found, wanted) < 0,
        "<=" => string.CompareOrdinal(found, wanted) <= 0,
        ">" => string.CompareOrdinal(found, wanted) > 0,
        ">=" => string.CompareOrdinal(found, wanted) >= 0,
        "%" => Glob.IsMatch(found, wanted),
        "!%" => !Glob.IsMatch(found, wanted),
        _ => false,
    };

    private bool CompareNumber(double found, double wanted) => op switch
    {
        "=" => found == wanted,
        "!=" => found != wanted,
        "<" => found < wanted,
        "<=" => found <= wanted,
        ">" => found > wanted,
        ">=" => found >= wanted,
        _ => false,
    };

    private static bool IsTrue(GjsonResult value) => value.AsBoolean();

    private static bool IsFalse(GjsonResult value) => value.Type switch
    {
        GjsonType.Null or GjsonType.False => true,
        GjsonType.Number => value.Number == 0,
        GjsonType.String => GjsonResult.ParseBoolean(value.StringBytes) == false,
        _ => false,
    };

    /// <summary>Cuts control characters and blanks off both ends.</summary>
    internal static string Trim(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && text[start] <= ' ')
        {
            start++;
        }

        while (end > start && text[end - 1] <= ' ')
        {
            end--;
        }

        return text[start..end];
    }
}
