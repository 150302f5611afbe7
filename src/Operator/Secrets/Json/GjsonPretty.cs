using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// tidwall/pretty as <c>@pretty</c> and <c>@ugly</c> use it: members on their own lines, arrays of scalars on one
/// line as
/// far as they fit the width. Values are copied as they stand in the source.
/// </summary>
internal sealed class GjsonPretty
{
    // Indentation grows with the square of the depth; what is deeper than this ends here.
    private const int OutputMax = 16 * 1024 * 1024;

    private readonly string json;
    private readonly StringBuilder output = new();
    private readonly int width = 80;
    private readonly string prefix = "";
    private readonly string indent = "  ";
    private readonly bool sortKeys;
    private int at;
    private int lineStart;

    private GjsonPretty(string json, string argument)
    {
        this.json = json;
        foreach (var (key, value) in GjsonScan.Members(GjsonScan.Parse(argument)))
        {
            switch (key.TextBytes)
            {
                case "sortKeys":
                    sortKeys = value.AsBoolean();
                    break;
                case "indent":
                    indent = Blanks(value.TextBytes);
                    break;
                case "prefix":
                    prefix = Blanks(value.TextBytes);
                    break;
                case "width":
                    width = Integer(value);
                    break;
            }
        }
    }

    /// <summary><c>@pretty</c>; the argument may set sortKeys, indent, prefix and width.</summary>
    public static string Print(string json, string argument)
    {
        var printer = new GjsonPretty(json, argument);
        printer.output.Append(printer.prefix);
        printer.Value(true, 0, -1);
        return printer.output.Length > 0 ? printer.output.Append('\n').ToString() : "";
    }

    /// <summary><c>@ugly</c>: without the blanks outside strings.</summary>
    public static string Compact(string json)
    {
        var output = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
            {
                var (end, raw, _, _) = GjsonScan.String(json, i);
                output.Append(raw);
                i = end - 1;
            }
            else if (json[i] > ' ')
            {
                output.Append(json[i]);
            }
        }

        return output.ToString();
    }

    // oneLineMax is -1 when lines may break, else the room left: then an object makes the attempt fail.
    private bool Value(bool pretty, int depth, int oneLineMax)
    {
        for (; at < json.Length; at++)
        {
            var c = json[at];
            if (c <= ' ')
            {
                continue;
            }

            if (c == '"')
            {
                Text();
                return true;
            }

            if (c is '-' or '+' or (>= '0' and <= '9') or 'i' or 'I' or 'N'
                || (c == 'n' && at + 1 < json.Length && json[at + 1] != 'u'))
            {
                Number();
                return true;
            }

            if (c is '{' or '[')
            {
                if (output.Length < OutputMax && RuntimeHelpers.TryEnsureSufficientExecutionStack())
                {
                    return Container(pretty, depth, oneLineMax);
                }

                // The rest is given up: whoever called must not try this place again.
                at = json.Length;
                return false;
            }

            if (c is 't' or 'f' or 'n')
            {
                var word = c switch { 't' => "true", 'f' => "false", _ => "null" };
                output.Append(word);
                at += word.Length;
                return true;
            }
        }

        return true;
    }

    private bool Container(bool pretty, int depth, int oneLineMax)
    {
        var open = json[at];
        if (width > 0)
        {
            if (pretty && open == '[' && oneLineMax == -1)
            {
                if (FitsOneLine())
                {
                    return true;
                }
            }
            else if (oneLineMax != -1 && open == '{')
            {
                return false;
            }
        }

        var close = open == '{' ? '}' : ']';
        var pairs = open == '{' && sortKeys && pretty ? new List<Pair>() : null;
        output.Append(open);
        var count = 0;
        for (at++; at < json.Length; at++)
        {
            var c = json[at];
            if (c <= ' ')
            {
                continue;
            }

            if (c == close)
            {
                Close(open, close, pretty, depth, count, pairs);
                at++;
                return open != '{';
            }

            if (open == '{' && c != '"')
            {
                continue;
            }

            if (!Member(open, pretty, depth, oneLineMax, count++, pairs))
            {
                return false;
            }

            at = Math.Min(at, json.Length) - 1;
        }

        return open != '{';
    }

    private bool FitsOneLine()
    {
        var room = width - (output.Length - lineStart);
        if (room <= 3)
        {
            return false;
        }

        var (start, from, line) = (output.Length, at, lineStart);
        var ok = Container(false, 0, room);
        lineStart = line;
        if (ok && output.Length - start <= room)
        {
            return true;
        }

        output.Length = start;
        at = from;
        return false;
    }

    private bool Member(char open, bool pretty, int depth, int oneLineMax, int index, List<Pair>? pairs)
    {
        if (index > 0)
        {
            output.Append(',');
            if (width != -1 && open == '[')
            {
                output.Append(' ');
            }
        }

        var valueStart = 0;
        if (pretty)
        {
            BreakLine();
            valueStart = output.Length;
            Indent(depth + 1);
        }

        var keyStart = at;
        var keyEnd = at;
        if (open == '{')
        {
            Text();
            keyEnd = at;
            output.Append(pretty ? ": " : ":");
        }

        var bodyStart = output.Length;
        if (!Value(pretty, depth + 1, oneLineMax) && oneLineMax != -1)
        {
            return false;
        }

        pairs?.Add(new Pair(
            json[keyStart..keyEnd],
            output.ToString(bodyStart, output.Length - bodyStart),
            valueStart,
            output.Length));
        return true;
    }

    private void Close(char open, char close, bool pretty, int depth, int count, List<Pair>? pairs)
    {
        if (pretty)
        {
            if (pairs is { Count: > 1 })
            {
                Sort(pairs);
            }

            if (count > 0)
            {
                BreakLine();
            }

            if (output[^1] != open)
            {
                Indent(depth);
            }
        }

        output.Append(close);
    }

    private void Sort(List<Pair> pairs)
    {
        var pieces = pairs
            .Order(PairOrder.Instance)
            .Select(p => output.ToString(p.Start, p.End - p.Start))
            .ToList();
        output.Length = pairs[0].Start;
        output.AppendJoin(",\n", pieces);
    }

    private void BreakLine()
    {
        lineStart = output.Length;
        if (output[^1] == ' ')
        {
            output[^1] = '\n';
        }
        else
        {
            output.Append('\n');
        }
    }

    private void Indent(int depth)
    {
        output.Append(prefix);
        for (var i = 0; i < depth && output.Length < OutputMax; i++)
        {
            output.Append(indent);
        }
    }

    private void Text()
    {
        var (end, raw, _, _) = GjsonScan.String(json, at);
        output.Append(raw);
        at = end;
    }

    private void Number()
    {
        var start = at++;
        while (at < json.Length && json[at] > ' ' && json[at] is not (',' or ':' or ']' or '}'))
        {
            at++;
        }

        output.Append(json, start, at - start);
    }

    private static string Blanks(string text) =>
        string.Concat(text.Where(static c => c is ' ' or '\t' or '\n' or '\r'));

    private static int Integer(GjsonResult value) => value.Type switch
    {
        GjsonType.True => 1,
        GjsonType.Number => (int)Math.Clamp(value.Number, int.MinValue, int.MaxValue),
        GjsonType.String => int.TryParse(
            value.StringBytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? n : 0,
        _ => 0,
    };

    private sealed record Pair(string Key, string Body, int Start, int End);

    // Keys as text; equal keys by their values: null, false, numbers, strings, true, containers.
    private sealed class PairOrder : IComparer<Pair>
    {
        public static readonly PairOrder Instance = new();

        public int Compare(Pair? x, Pair? y)
        {
            var byKey = string.CompareOrdinal(Text(x!.Key), Text(y!.Key));
            return byKey != 0 ? byKey : CompareBodies(x.Body.Trim(), y.Body.Trim());
        }

        private static int CompareBodies(string x, string y)
        {
            var (left, right) = (Rank(x), Rank(y));
            if (left != right)
            {
                return left.CompareTo(right);
            }

            return left switch
            {
                2 => GoNumber.Parse(x).CompareTo(GoNumber.Parse(y)),
                3 => string.CompareOrdinal(Text(x), Text(y)),
                _ => string.CompareOrdinal(x, y),
            };
        }

        private static int Rank(string body) => body.Length == 0 ? 0 : body[0] switch
        {
            'n' => 0,
            'f' => 1,
            '"' => 3,
            't' => 4,
            '[' or '{' => 5,
            _ => 2,
        };

        private static string Text(string raw) =>
            raw.Length >= 2 && raw[^1] == '"' ? GjsonString.Unescape(raw[1..^1]) : raw;
    }
}
