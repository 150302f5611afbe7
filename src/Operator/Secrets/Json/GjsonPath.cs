using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>The first component of a path, as an object reads it.</summary>
/// <param name="Part">The key to find, escapes resolved.</param>
/// <param name="Rest">The path below it; null when this is the last component.</param>
/// <param name="Pipe">What the result is piped into; null when nothing.</param>
/// <param name="Wild">The part is a pattern.</param>
internal readonly record struct ObjectStep(string Part, string? Rest, string? Pipe, bool Wild)
{
    public static ObjectStep Parse(string path)
    {
        var part = new StringBuilder();
        var wild = false;
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            switch (c)
            {
                case '|':
                    return new ObjectStep(part.ToString(), null, path[(i + 1)..], wild);
                case '.':
                    return GjsonPath.PipesAfterDot(path, i)
                        ? new ObjectStep(part.ToString(), null, path[(i + 1)..], wild)
                        : new ObjectStep(part.ToString(), path[(i + 1)..], null, wild);
                case '\\':
                    if (++i < path.Length)
                    {
                        part.Append(path[i]);
                    }

                    continue;
                case '*' or '?':
                    wild = true;
                    break;
            }

            part.Append(c);
        }

        return new ObjectStep(part.ToString(), null, null, wild);
    }
}

/// <summary>The first component of a path, as an array reads it.</summary>
internal sealed class ArrayStep
{
    public string Part { get; private set; } = "";

    /// <summary>
    /// The path below; null when this is the last component. A pipe inside is split off at the first match.
    /// </summary>
    public string? Rest { get; set; }

    public string? Pipe { get; private set; }

    /// <summary>The component holds a <c>#</c>: a count, a projection or a query.</summary>
    public bool Hash { get; private set; }

    /// <summary>The path of <c>#.path</c>, applied to every element; null otherwise.</summary>
    public string? EachPath { get; private set; }

    public ArrayQuery? Query { get; private set; }

    public static ArrayStep Parse(string path)
    {
        var step = new ArrayStep();
        for (var i = 0; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '|':
                    step.Part = path[..i];
                    step.Pipe = path[(i + 1)..];
                    return step;
                case '.':
                    step.Part = path[..i];
                    if (!step.Hash && GjsonPath.PipesAfterDot(path, i))
                    {
                        step.Pipe = path[(i + 1)..];
                    }
                    else
                    {
                        step.Rest = path[(i + 1)..];
                    }

                    return step;
                case '#':
                    step.Hash = true;
                    if (i == 0 && path.Length > 1 && !step.ReadHash(path, ref i))
                    {
                        step.Part = path;
                        return step;
                    }

                    break;
            }
        }

        step.Part = path;
        return step;
    }

    // False when a query does not close: gjson then takes the rest of the path as it stands.
    private bool ReadHash(string path, ref int i)
    {
        if (path[1] == '.')
        {
            EachPath = path[2..];
            return true;
        }

        if (path[1] is not ('[' or '('))
        {
            return true;
        }

        Query = ArrayQuery.Parse(path, out var end);
        if (end < 0)
        {
            return false;
        }

        i = end - 1;
        if (end < path.Length && path[end] == '#')
        {
            Query.All = true;
        }

        return true;
    }
}

/// <summary>Pieces of the path grammar used in more than one place.</summary>
internal static class GjsonPath
{
    /// <summary>
    /// After the dot at <paramref name="dot"/> comes a multipath or a known modifier: the dot acts as a pipe.
    /// </summary>
    public static bool PipesAfterDot(string path, int dot)
    {
        if (dot >= path.Length - 1)
        {
            return false;
        }

        var next = path[dot + 1];
        if (next != '@')
        {
            return next is '[' or '{';
        }

        var name = path.AsSpan(dot + 2);
        var end = name.IndexOfAny('.', '|', ':');
        return GjsonModifiers.Exists(end < 0 ? name : name[..end]);
    }

    /// <summary>Splits at the first pipe that is not inside a query; null when there is none.</summary>
    public static (string Left, string Right)? SplitPipe(string path)
    {
        if (!path.Contains('|', StringComparison.Ordinal))
        {
            return null;
        }

        if (path[0] == '{')
        {
            // gjson measures from behind the brace, so the inner text decides where the multipath ends.
            var end = GjsonScan.SquashLeading(path[1..]).Length + 1;
            return end < path.Length && path[end] == '|' ? (path[..end], path[(end + 1)..]) : null;
        }

        for (var i = 0; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '\\':
                    i++;
                    break;
                case '|':
                    return (path[..i], path[(i + 1)..]);
                case '.' when i == path.Length - 1:
                    return null;
                case '.' when path[i + 1] == '#':
                    i += 2;
                    if (i == path.Length)
                    {
                        return null;
                    }

                    if (path[i] is '[' or '(')
                    {
                        i = SkipSelector(path, i);
                    }

                    break;
            }
        }

        return null;
    }

    private static int SkipSelector(string path, int i)
    {
        var open = path[i];
        var close = open == '[' ? ']' : ')';
        var depth = 1;
        for (i++; i < path.Length; i++)
        {
            var c = path[i];
            if (c == '\\')
            {
                i++;
            }
            else if (c == open)
            {
                depth++;
            }
            else if (c == close)
            {
                if (--depth == 0)
                {
                    break;
                }
            }
            else if (c == '"')
            {
                i = GjsonScan.SkipQuoted(path, i);
            }
        }

        return i;
    }
}
