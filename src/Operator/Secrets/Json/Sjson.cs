using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// tidwall/sjson 1.2.5 as PushSecret uses it: sets a string at a path and leaves every other byte as it stands.
/// Not emulated: deleting, other values than strings, in-place replacement.
/// </summary>
internal static class Sjson
{
    private const int IndexMax = 100_000;

    /// <summary>The JSON with the value set; unchanged when that is not possible, as ESO pushes it then.</summary>
    public static string Set(string json, string path, string value) => Set(json, path, value, out _);

    /// <summary>The same; <paramref name="error"/> is sjson's message, empty when it had none.</summary>
    public static string Set(string json, string path, string value, out string error)
    {
        error = "";
        if (path.Length == 0)
        {
            error = "path cannot be empty";
            return json;
        }

        var quoted = Quote(value);
        if (SetStep.ParseAll(path) is not { } steps)
        {
            return SetFound(json, path, quoted);
        }

        var output = new StringBuilder();
        error = Write(output, json, steps, 0, quoted) ?? "";
        return error.Length == 0 ? output.ToString() : json;
    }

    // Returns sjson's error, null when all went well.
    private static string? Write(StringBuilder output, string json, List<SetStep> steps, int at, string value)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return "path is too deep";
        }

        var found = Gjson.Find(json, steps[at].Search);
        if (found.Index <= 0)
        {
            return Create(output, json, steps, at, value);
        }

        output.Append(json, 0, found.Index);
        string? error = null;
        if (at == steps.Count - 1)
        {
            output.Append(value);
        }
        else
        {
            error = Write(output, found.RawBytes, steps, at + 1, value);
        }

        var end = found.Index + found.RawBytes.Length;
        output.Append(json, end, json.Length - end);
        return error;
    }

    // Nothing there yet: a member or element is added to what is there, or what is there is replaced.
    private static string? Create(StringBuilder output, string json, List<SetStep> steps, int at, string value)
    {
        var step = steps[at];
        var target = GjsonScan.Parse(json);
        var raw = target.Type == GjsonType.Json ? target.RawBytes : step.IsIndex ? "[]" : "{}";
        if (step.IsIndex && step.Index > IndexMax)
        {
            return "index out of bounds";
        }

        return raw[0] == '{'
            ? AddMember(output, raw, steps, at, value)
            : AddElement(output, raw, steps, at, value);
    }

    private static string? AddMember(StringBuilder output, string raw, List<SetStep> steps, int at, string value)
    {
        var end = raw.LastIndexOf('}');
        output.Append(raw, 0, end > 0 ? end : 0).Append(HasContent(raw) ? "," : "");
        Build(output, steps, at, value, inArray: false);
        output.Append('}');
        return null;
    }

    private static string? AddElement(StringBuilder output, string raw, List<SetStep> steps, int at, string value)
    {
        var step = steps[at];
        if (step.IsAppend)
        {
            var open = ArrayQuery.Trim(raw);
            output.Append(open.EndsWith(']') ? open[..^1] : open).Append(HasContent(raw) ? "," : "");
        }
        else if (!step.IsIndex)
        {
            return $"cannot set array element for non-numeric key '{step.Part}'";
        }
        else
        {
            var elements = GjsonScan.Members(GjsonScan.Parse(raw)).Select(static m => m.Value.RawBytes).ToList();
            elements.AddRange(Enumerable.Repeat("null", Math.Max(0, step.Index - elements.Count)));
            output.Append('[').AppendJoin(',', elements).Append(elements.Count > 0 ? "," : "");
        }

        Build(output, steps, at, value, inArray: true);
        output.Append(']');
        return null;
    }

    private static void Build(StringBuilder output, List<SetStep> steps, int at, string value, bool inArray)
    {
        var closing = new Stack<char>();
        for (; ; at++)
        {
            if (!inArray)
            {
                output.Append(Quote(steps[at].Part)).Append(':');
            }

            if (at == steps.Count - 1)
            {
                break;
            }

            var next = steps[at + 1];
            inArray = next.IsIndex || next.IsAppend;
            output.Append(inArray ? '[' : '{');
            closing.Push(inArray ? ']' : '}');
            for (var i = 0; inArray && i < Math.Min(next.IsIndex ? next.Index : 0, IndexMax); i++)
            {
                output.Append("null,");
            }
        }

        output.Append(value);
        foreach (var c in closing)
        {
            output.Append(c);
        }
    }

    // Wildcards, queries, pipes: every place gjson finds is overwritten; nothing is created.
    private static string SetFound(string json, string path, string value)
    {
        var found = Gjson.Find(json, path);
        if (!found.Exists)
        {
            return json;
        }

        if (found.Index != 0)
        {
            json = Replace(json, found.Index, found.RawBytes.Length, value);
        }

        if (found.Indexes is not { Count: > 0 } indexes)
        {
            return json;
        }

        var elements = GjsonScan.Members(found).Select(static m => m.Value.RawBytes.Length).ToList();
        if (elements.Count != indexes.Count)
        {
            return json;
        }

        // From the back, so that the places in front stay where they are.
        foreach (var (index, length) in indexes.Zip(elements).OrderByDescending(static p => p.First))
        {
            json = Replace(json, index, length, value);
        }

        return json;
    }

    private static string Replace(string json, int index, int length, string value) =>
        string.Concat(json.AsSpan(0, index), value, json.AsSpan(Math.Min(json.Length, index + length)));

    private static bool HasContent(string raw)
    {
        for (var i = 1; i < raw.Length; i++)
        {
            if (raw[i] > ' ')
            {
                return raw[i] is not ('}' or ']');
            }
        }

        return false;
    }

    // Plain ASCII goes in as it is, HTML's characters too; anything else the way encoding/json writes it.
    private static string Quote(string value)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '\x7f') && value.AsSpan().IndexOfAny('"', '\\') < 0)
        {
            return $"\"{value}\"";
        }

        var text = new StringBuilder();
        GjsonString.AppendQuoted(text, value);
        return text.ToString();
    }
}

/// <summary>One component of a path to set.</summary>
/// <param name="Part">The key itself.</param>
/// <param name="Search">The same as a gjson path.</param>
/// <param name="Forced">A leading colon: never an index.</param>
internal sealed record SetStep(string Part, string Search, bool Forced)
{
    public bool IsIndex => !Forced && !Part.AsSpan().ContainsAnyExceptInRange('0', '9');

    public bool IsAppend => !Forced && Part == "-1";

    public int Index => Part.Length == 0 ? 0 : int.TryParse(Part, out var index) ? index : int.MaxValue;

    /// <summary>All components; null when one holds anything but plain keys.</summary>
    public static List<SetStep>? ParseAll(string path)
    {
        var steps = new List<SetStep>();
        var start = 0;
        while (true)
        {
            if (Parse(path, ref start, out var more) is not { } step)
            {
                return null;
            }

            steps.Add(step);
            if (!more)
            {
                return steps;
            }
        }
    }

    private static SetStep? Parse(string path, ref int i, out bool more)
    {
        more = false;
        var forced = i < path.Length && path[i] == ':';
        i += forced ? 1 : 0;
        var (part, search) = (new StringBuilder(), new StringBuilder());
        for (; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '.':
                    more = true;
                    i++;
                    return new SetStep(part.ToString(), search.ToString(), forced);
                case '|' or '#' or '@' or '*' or '?':
                    return null;
                case '\\':
                    search.Append('\\');
                    i++;
                    if (i < path.Length)
                    {
                        part.Append(path[i]);
                        search.Append(path[i]);
                    }

                    break;
                default:
                    part.Append(path[i]);
                    search.Append(path[i]);
                    break;
            }
        }

        return new SetStep(part.ToString(), search.ToString(), forced);
    }
}
