using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Tables;

/// <summary>
/// client-go's JSONPath without braces, as printer columns, scale and selectable fields use it: children (dotted, or
/// quoted in brackets), indexes, slices, unions, wildcards, recursive descent and filters.
/// </summary>
internal sealed class JsonPath
{
    private const int ResultsMax = 10_000;

    private readonly List<Step> steps;

    private JsonPath(List<Step> steps) => this.steps = steps;

    private delegate IEnumerable<JsonNode?> Step(JsonNode? node);

    public static bool TryParse(string text, out JsonPath path)
    {
        var reader = new Reader(text);
        var steps = new List<Step>();
        path = new JsonPath(steps);
        try
        {
            reader.Steps(steps, stopAtOperator: false);
            return true;
        }
        catch (FormatException)
        {
            steps.Clear();
            steps.Add(static _ => []);
            return false;
        }
    }

    /// <summary>Every value the path leads to; none when a part is missing.</summary>
    public IReadOnlyList<JsonNode?> Find(JsonNode? root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in steps)
        {
            found = found.SelectMany(n => step(n)).Take(ResultsMax);
        }

        return [.. found];
    }

    /// <summary>A value as PrintResults prints it: texts bare, lists and objects as JSON.</summary>
    public static string Print(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonValue v when v.TryGetValue<string>(out var text) => text,
        JsonValue v when v.GetValueKind() is JsonValueKind.Number && v.TryGetValue<double>(out var d) && d % 1 != 0 =>
            d.ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };

    private static IEnumerable<JsonNode?> Child(JsonNode? node, string name) =>
        node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? [value] : [];

    private static IEnumerable<JsonNode?> All(JsonNode? node) => node switch
    {
        JsonObject obj => obj.Select(p => p.Value),
        JsonArray list => list,
        _ => [],
    };

    private static IEnumerable<JsonNode?> Deep(JsonNode? node) =>
        new[] { node }.Concat(All(node).SelectMany(Deep)).Take(ResultsMax);

    private static IEnumerable<JsonNode?> Slice(JsonNode? node, int? from, int? to, int step)
    {
        if (node is not JsonArray list || step <= 0)
        {
            yield break;
        }

        var start = Bound(from ?? 0, list.Count);
        var end = Bound(to ?? list.Count, list.Count);
        for (var i = start; i < end; i += step)
        {
            yield return list[i];
        }
    }

    private static int Bound(int index, int count) => Math.Clamp(index < 0 ? index + count : index, 0, count);

    private static IEnumerable<JsonNode?> At(JsonNode? node, int index)
    {
        if (node is JsonArray list)
        {
            var i = index < 0 ? index + list.Count : index;
            if (i >= 0 && i < list.Count)
            {
                yield return list[i];
            }
        }
    }

    private static bool Compare(JsonNode? left, string op, JsonNode? right)
    {
        if (left is not JsonValue a || right is not JsonValue b)
        {
            return op == "!=" && !JsonNode.DeepEquals(left, right);
        }

        var order = a.TryGetValue<double>(out var x) && b.TryGetValue<double>(out var y)
            ? x.CompareTo(y)
            : string.CompareOrdinal(Print(a), Print(b));
        return op switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private sealed class Reader(string text)
    {
        private const int StepsMax = 200;

        private int at;

        public void Steps(List<Step> steps, bool stopAtOperator)
        {
            while (at < text.Length)
            {
                if (steps.Count > StepsMax)
                {
                    throw new FormatException("too many steps");
                }

                var c = text[at];
                if (c == '.')
                {
                    Dotted(steps);
                }
                else if (c == '[')
                {
                    Bracket(steps);
                }
                else if (stopAtOperator && (c is ')' or ' ' or '=' or '!' or '<' or '>'))
                {
                    return;
                }
                else if (c is '@' or '$')
                {
                    at++;
                }
                else
                {
                    Name(steps);
                }
            }
        }

        private void Dotted(List<Step> steps)
        {
            at++;
            if (at < text.Length && text[at] == '.')
            {
                at++;
                steps.Add(Deep);
            }

            if (at < text.Length && text[at] != '[')
            {
                Name(steps);
            }
        }

        private void Name(List<Step> steps)
        {
            var name = new StringBuilder();
            while (at < text.Length && text[at] is not ('.' or '[' or ']' or ')' or ' ' or '=' or '!' or '<' or '>' or ','))
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                {
                    at++;
                }

                name.Append(text[at++]);
            }

            if (name.Length == 0)
            {
                throw new FormatException("empty name");
            }

            var wanted = name.ToString();
            steps.Add(wanted == "*" ? All : n => Child(n, wanted));
        }

        private void Bracket(List<Step> steps)
        {
            at++;
            if (at < text.Length && text[at] == '?')
            {
                steps.Add(Filter());
                return;
            }

            var parts = new List<Step> { Part() };
            while (at < text.Length && text[at] == ',')
            {
                at++;
                parts.Add(Part());
            }

            Expect(']');
            steps.Add(n => parts.SelectMany(p => p(n)));
        }

        private Step Part()
        {
            Blanks();
            if (at < text.Length && text[at] is '\'' or '"')
            {
                var name = Quoted();
                Blanks();
                return n => Child(n, name);
            }

            var end = text.IndexOfAny([']', ','], at);
            if (end < 0)
            {
                throw new FormatException("unterminated array");
            }

            var part = text[at..end].Trim();
            at = end;
            if (part == "*")
            {
                return All;
            }

            var numbers = part.Split(':');
            if (numbers.Length == 1)
            {
                var index = Whole(part) ?? throw new FormatException("bad index");
                return n => At(n, index);
            }

            var step = numbers.Length > 2 ? Whole(numbers[2]) ?? 1 : 1;
            return n => Slice(n, Whole(numbers[0]), Whole(numbers[1]), step);
        }

        private Step Filter()
        {
            at++;
            Expect('(');
            var left = Operand();
            Blanks();
            if (at < text.Length && text[at] == ')')
            {
                at++;
                Expect(']');
                return n => All(n).Where(item => left(item).Any());
            }

            var op = ((string[])["==", "!=", "<=", ">=", "<", ">"])
                .FirstOrDefault(o => string.CompareOrdinal(text, at, o, 0, o.Length) == 0)
                ?? throw new FormatException("unknown operator");
            at += op.Length;
            var right = Operand();
            Blanks();
            Expect(')');
            Expect(']');
            return n => All(n).Where(item =>
                left(item).ToList() is [var a, ..] && right(item).ToList() is [var b, ..] && Compare(a, op, b));
        }

        private Step Operand()
        {
            Blanks();
            if (at >= text.Length)
            {
                throw new FormatException("unterminated filter");
            }

            if (text[at] is '\'' or '"')
            {
                var literal = JsonValue.Create(Quoted());
                return _ => [literal];
            }

            if (text[at] is '@' or '$')
            {
                var steps = new List<Step>();
                Steps(steps, stopAtOperator: true);
                return n => steps.Aggregate((IEnumerable<JsonNode?>)[n], (found, step) => found.SelectMany(f => step(f)));
            }

            var start = at;
            while (at < text.Length && text[at] is not (')' or ' ' or '=' or '!' or '<' or '>'))
            {
                at++;
            }

            var word = text[start..at];
            JsonNode? value = word switch
            {
                "true" => JsonValue.Create(true),
                "false" => JsonValue.Create(false),
                _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? JsonValue.Create(number)
                    : throw new FormatException("bad literal"),
            };
            return _ => [value];
        }

        private string Quoted()
        {
            var quote = text[at++];
            var value = new StringBuilder();
            while (at < text.Length && text[at] != quote)
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                {
                    at++;
                }

                value.Append(text[at++]);
            }

            Expect(quote);
            return value.ToString();
        }

        private void Blanks()
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }
        }

        private void Expect(char c)
        {
            if (at >= text.Length || text[at] != c)
            {
                throw new FormatException($"expected {c}");
            }

            at++;
        }

        private static int? Whole(string number) =>
            int.TryParse(number.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
    }
}
