using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// One walk through one JSON text along one path. The walk looks for the next key or value and jumps over everything
/// between, so broken JSON gives what gjson gives.
/// </summary>
internal sealed class GjsonSearch(string json)
{
    private GjsonResult found = GjsonResult.None;
    private string? pipe;

    public GjsonResult Run(string path)
    {
        if (path.StartsWith("..", StringComparison.Ordinal))
        {
            // JSON lines: the whole text is the inside of an array.
            SearchArray(0, path[2..]);
        }
        else
        {
            var start = json.AsSpan().IndexOfAny('{', '[');
            if (start >= 0 && json[start] == '{')
            {
                SearchObject(start + 1, path);
            }
            else if (start >= 0)
            {
                SearchArray(start + 1, path);
            }
        }

        return pipe is null ? found : Gjson.Find(found.RawBytes, pipe) with { Index = 0 };
    }

    private (int End, bool Hit) SearchObject(int i, string path)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return (json.Length, false);
        }

        var step = ObjectStep.Parse(path);
        if (step.Rest is null && step.Pipe is not null)
        {
            pipe = step.Pipe;
        }

        while (i < json.Length)
        {
            while (i < json.Length && json[i] is not ('"' or '}'))
            {
                i++;
            }

            if (i == json.Length)
            {
                return (i, false);
            }

            if (json[i] == '}')
            {
                return (i + 1, false);
            }

            var (afterKey, rawKey, escaped, ended) = GjsonScan.String(json, i);
            i = afterKey;
            if (!ended)
            {
                return (i, false);
            }

            var key = GjsonScan.Unquote(rawKey, escaped);
            var matches = step.Wild ? Glob.IsMatch(key, step.Part) : key == step.Part;
            if (Value(ref i, matches, matches ? step.Rest : null) is not { } hit)
            {
                return (i, false);
            }

            if (hit)
            {
                return (i, true);
            }
        }

        return (i, false);
    }

    // The value after a key. Null when a string does not end; true when it (or something in it) is the answer.
    private bool? Value(ref int i, bool matches, string? rest)
    {
        for (; i < json.Length; i++)
        {
            if (rest is not null && json[i] is '{' or '[')
            {
                (i, var inside) = json[i] == '{' ? SearchObject(i + 1, rest) : SearchArray(i + 1, rest);
                return inside;
            }

            if (GjsonScan.ValueAt(json, ref i, out var ok) is not { } value)
            {
                continue;
            }

            if (!ok)
            {
                return null;
            }

            if (matches && rest is null)
            {
                found = value;
                return true;
            }

            return false;
        }

        return false;
    }

    private (int End, bool Hit) SearchArray(int i, string path)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return (json.Length, false);
        }

        var step = ArrayStep.Parse(path);
        var wanted = step.Hash ? -1 : Index(step.Part);
        if (step.Rest is null && step.Pipe is not null)
        {
            pipe = step.Pipe;
        }

        var starts = new List<int>();
        var matches = new Matches();
        for (var index = 0; i <= json.Length; index++)
        {
            starts.Add(i);
            var below = index == wanted ? step.Rest : null;
            while (i < json.Length && json[i] != ']' && !StartsValue(json, i))
            {
                i++;
            }

            if (i == json.Length || json[i] == ']')
            {
                return (i + 1, EndArray(step, starts, matches));
            }

            if (below is not null && json[i] is '{' or '[')
            {
                (i, var inside) = json[i] == '{' ? SearchObject(i + 1, below) : SearchArray(i + 1, below);
                if (inside)
                {
                    return (i, true);
                }

                continue;
            }

            var value = GjsonScan.ValueAt(json, ref i, out var ok);
            if (!ok)
            {
                return (i, false);
            }

            if (step.Query is not null)
            {
                if (Query(step, value!.Value, matches))
                {
                    return (i, true);
                }
            }
            else if (index == wanted && step.Rest is null)
            {
                found = value!.Value;
                return (i, true);
            }
        }

        return (i, false);
    }

    private bool Query(ArrayStep step, GjsonResult element, Matches matches)
    {
        var query = step.Query!;
        if (element.Type != GjsonType.Json && query.Path.Length > 0)
        {
            return false;
        }

        var compared = element.Type == GjsonType.Json ? Gjson.Find(element.RawBytes, query.Path) : element;
        if (!query.Matches(compared))
        {
            return false;
        }

        var result = element;
        if (step.Rest is not null)
        {
            if (GjsonPath.SplitPipe(step.Rest) is { } split)
            {
                step.Rest = split.Left;
                pipe = split.Right;
            }

            result = Below(element, step.Rest);
        }

        if (!query.All)
        {
            found = result;
            return true;
        }

        matches.Add(result, evenEmpty: false);
        return false;
    }

    private bool EndArray(ArrayStep step, List<int> starts, Matches matches)
    {
        if (step.Hash && step.Part == "#")
        {
            found = step.EachPath is null ? Count(starts.Count - 1) : Each(step.EachPath, starts);
            return true;
        }

        if (!found.Exists && step.Query is { All: true })
        {
            found = matches.ToResult();
        }

        return false;
    }

    private GjsonResult Each(string path, List<int> starts)
    {
        if (GjsonPath.SplitPipe(path) is { } split)
        {
            path = split.Left;
            pipe = split.Right;
        }

        var all = new Matches();
        foreach (var start in starts)
        {
            var i = start;
            while (i < json.Length && json[i] is ' ' or '\t' or '\r' or '\n')
            {
                i++;
            }

            if (i >= json.Length || json[i] == ']' || GjsonScan.Next(json, ref i) is not { } element)
            {
                continue;
            }

            var result = Below(element, path);
            if (result.Exists)
            {
                all.Add(result, evenEmpty: true);
            }
        }

        return all.ToResult();
    }

    // Positions below an element are told from the start of the whole text.
    private static GjsonResult Below(GjsonResult element, string path)
    {
        var result = Gjson.Find(element.RawBytes, path);
        return result.Indexes is { } many
            ? result with { Indexes = [.. many.Select(i => i + element.Index)] }
            : result with { Index = result.Index + element.Index };
    }

    private static GjsonResult Count(int n) =>
        new(GjsonType.Number, n.ToString(CultureInfo.InvariantCulture), "", n);

    private static bool StartsValue(string json, int i) =>
        json[i] is '"' or '{' or '[' or 't' or 'f' or 'n' or '+' or '-' or (>= '0' and <= '9') or 'i' or 'I' or 'N';

    // Digits only; a number too large for 64 bits wraps, as Go's does, and is no index here.
    private static int Index(string part)
    {
        if (part.Length == 0 || part.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return -1;
        }

        ulong n = 0;
        foreach (var c in part)
        {
            n = unchecked(n * 10 + (ulong)(c - '0'));
        }

        return n > int.MaxValue ? -1 : (int)n;
    }

    // The elements that are collected into a new array.
    private sealed class Matches
    {
        private readonly StringBuilder raw = new("[");
        private readonly List<int> indexes = [];

        public void Add(GjsonResult result, bool evenEmpty)
        {
            var text = result.RawBytes.Length > 0 ? result.RawBytes : result.TextBytes;
            if (text.Length > 0 || evenEmpty)
            {
                raw.Append(raw.Length > 1 ? "," : "").Append(text);
                indexes.Add(result.Index);
            }
        }

        public GjsonResult ToResult() => new(GjsonType.Json, raw + "]") { Indexes = indexes };
    }
}
