using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>
/// How two values differ as apimachinery's util/diff tells it since 1.35: a unified diff, three lines around each change,
/// of their JSON with a blank for each level. Which lines are taken for the same is as Python's difflib finds it.
/// </summary>
internal static class GoDiff
{
    private const int Context = 3;
    private const int LinesMax = 20_000;

    // With many lines those that come up often say little of where they belong.
    private const int ManyLines = 200;

    private readonly record struct Block(int A, int B, int Size);

    /// <summary>A stretch that stayed (Kept) or was replaced: from A1 to A2 by B1 to B2.</summary>
    private readonly record struct Step(bool Kept, int A1, int A2, int B1, int B2);

    public static string Of(JsonNode? before, JsonNode? after) => Unified(Lines(before), Lines(after));

    /// <summary>The unified diff of two texts' lines.</summary>
    public static string Unified(string[] before, string[] after)
    {
        if (before.Length > LinesMax || after.Length > LinesMax)
        {
            return "error generating diff: too long";
        }

        var text = new StringBuilder();
        foreach (var group in Groups(Steps(before, after)))
        {
            text.Append("@@ -").Append(Range(group[0].A1, group[^1].A2)).Append(" +")
                .Append(Range(group[0].B1, group[^1].B2)).Append(" @@\n");
            foreach (var step in group)
            {
                Append(text, step.Kept ? ' ' : '-', before, step.A1, step.A2);
                if (!step.Kept)
                {
                    Append(text, '+', after, step.B1, step.B2);
                }
            }
        }

        return text.ToString();
    }

    private static string[] Lines(JsonNode? node) => GoJson.Indented(node, " ").Split('\n');

    private static void Append(StringBuilder text, char mark, string[] lines, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            text.Append(mark).Append(lines[i]).Append('\n');
        }
    }

    private static string Range(int from, int to) => (to - from) switch
    {
        1 => $"{from + 1}",
        0 => $"{from},0",
        var count => $"{from + 1},{count}",
    };

    private static List<Step> Steps(string[] a, string[] b)
    {
        var steps = new List<Step>();
        var (i, j) = (0, 0);
        foreach (var block in Blocks(a, b))
        {
            if (i < block.A || j < block.B)
            {
                steps.Add(new Step(false, i, block.A, j, block.B));
            }

            (i, j) = (block.A + block.Size, block.B + block.Size);
            if (block.Size > 0)
            {
                steps.Add(new Step(true, block.A, i, block.B, j));
            }
        }

        return steps;
    }

    /// <summary>The changes with the lines around them, together where they are near.</summary>
    private static IEnumerable<List<Step>> Groups(List<Step> steps)
    {
        if (steps.Count == 0)
        {
            yield break;
        }

        if (steps[0].Kept)
        {
            var s = steps[0];
            steps[0] = s with { A1 = Math.Max(s.A1, s.A2 - Context), B1 = Math.Max(s.B1, s.B2 - Context) };
        }

        if (steps[^1].Kept)
        {
            var s = steps[^1];
            steps[^1] = s with { A2 = Math.Min(s.A2, s.A1 + Context), B2 = Math.Min(s.B2, s.B1 + Context) };
        }

        var group = new List<Step>();
        foreach (var step in steps)
        {
            var rest = step;
            if (step.Kept && step.A2 - step.A1 > 2 * Context)
            {
                group.Add(step with { A2 = step.A1 + Context, B2 = step.B1 + Context });
                yield return group;
                group = [];
                rest = step with { A1 = step.A2 - Context, B1 = step.B2 - Context };
            }

            group.Add(rest);
        }

        if (group.Count > 0 && !(group.Count == 1 && group[0].Kept))
        {
            yield return group;
        }
    }

    /// <summary>The longest common stretch, then what lies before and behind it likewise; neighbours joined.</summary>
    private static List<Block> Blocks(string[] a, string[] b)
    {
        var places = Places(b);
        var found = new List<Block>();
        var open = new Stack<(int A1, int A2, int B1, int B2)>([(0, a.Length, 0, b.Length)]);
        while (open.TryPop(out var part))
        {
            var block = Longest(a, b, places, part);
            if (block.Size > 0)
            {
                found.Add(block);
                open.Push((part.A1, block.A, part.B1, block.B));
                open.Push((block.A + block.Size, part.A2, block.B + block.Size, part.B2));
            }
        }

        found.Sort(static (x, y) => x.A.CompareTo(y.A));
        var joined = new List<Block>();
        foreach (var block in found)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.A + last.Size == block.A && last.B + last.Size == block.B)
            {
                joined[^1] = last with { Size = last.Size + block.Size };
            }
            else
            {
                joined.Add(block);
            }
        }

        joined.Add(new Block(a.Length, b.Length, 0));
        return joined;
    }

    private static Dictionary<string, List<int>> Places(string[] lines)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; i++)
        {
            (places.TryGetValue(lines[i], out var known) ? known : places[lines[i]] = []).Add(i);
        }

        if (lines.Length >= ManyLines)
        {
            var often = (lines.Length / 100) + 1;
            foreach (var line in places.Where(p => p.Value.Count > often).Select(p => p.Key).ToList())
            {
                places.Remove(line);
            }
        }

        return places;
    }

    private static Block Longest(
        string[] a, string[] b, Dictionary<string, List<int>> places, (int A1, int A2, int B1, int B2) part)
    {
        var best = new Block(part.A1, part.B1, 0);
        var ending = new Dictionary<int, int>();
        for (var i = part.A1; i < part.A2; i++)
        {
            var next = new Dictionary<int, int>();
            foreach (var j in places.GetValueOrDefault(a[i]) ?? [])
            {
                if (j < part.B1 || j >= part.B2)
                {
                    continue;
                }

                var size = next[j] = ending.GetValueOrDefault(j - 1) + 1;
                if (size > best.Size)
                {
                    best = new Block(i - size + 1, j - size + 1, size);
                }
            }

            ending = next;
        }

        // Lines too common to begin with may still go along.
        while (best.A > part.A1 && best.B > part.B1 && a[best.A - 1] == b[best.B - 1])
        {
            best = new Block(best.A - 1, best.B - 1, best.Size + 1);
        }

        while (best.A + best.Size < part.A2 && best.B + best.Size < part.B2 && a[best.A + best.Size] == b[best.B + best.Size])
        {
            best = best with { Size = best.Size + 1 };
        }

        return best;
    }
}
