namespace Eso.Operator.Secrets.Json;

/// <summary>
/// The JSONPath of PaesslerAG/jsonpath, as webhooks use it: names, indices, slices, unions, wildcards, descent and
/// simple
/// filters over the values of <see cref="GoJsonValue"/>. A path that can meet several values gives a list.
/// Not emulated: script expressions, functions, arithmetic in filters.
/// </summary>
internal static class JsonPath
{
    /// <summary>What a path leads to.</summary>
    /// <exception cref="ValueException">The path is malformed or leads nowhere.</exception>
    public static object? Get(object? root, string path)
    {
        var steps = JsonPathParser.Parse(path);
        var current = new List<object?> { root };
        var many = false;
        foreach (var step in steps)
        {
            var next = new List<object?>();
            foreach (var value in current)
            {
                if (!step.TrySelect(value, root, next) && !many && !step.IsMany)
                {
                    throw new ValueException(step.Missing);
                }
            }

            current = next;
            many |= step.IsMany;
        }

        return many ? current : current[0];
    }
}

/// <summary>One step of a path.</summary>
internal abstract record JsonPathStep
{
    /// <summary>May meet several values.</summary>
    public virtual bool IsMany => false;

    /// <summary>The complaint when there is nothing.</summary>
    public abstract string Missing { get; }

    /// <summary>Adds what the step leads to; false when that is nothing.</summary>
    public abstract bool TrySelect(object? value, object? root, List<object?> into);

    internal static IEnumerable<object?> Children(object? value) => value switch
    {
        Dictionary<string, object?> map => map.OrderBy(static e => e.Key, GoOrder.Instance).Select(static e => e.Value),
        List<object?> list => list,
        _ => [],
    };
}

/// <summary><c>.name</c> or <c>['name']</c>; an index when the value is a list.</summary>
internal sealed record NameStep(string Name) : JsonPathStep
{
    public override string Missing => $"unknown key {Name}";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        switch (value)
        {
            case Dictionary<string, object?> map when map.TryGetValue(Name, out var member):
                into.Add(member);
                return true;
            case List<object?> when int.TryParse(Name, out var index):
                return new IndexStep(index).TrySelect(value, root, into);
            default:
                return false;
        }
    }
}

/// <summary><c>[2]</c>, from the end when negative.</summary>
internal sealed record IndexStep(int Index) : JsonPathStep
{
    public override string Missing => $"index {Index} out of bounds";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        if (value is Dictionary<string, object?>)
        {
            return new NameStep(Index.ToString()).TrySelect(value, root, into);
        }

        var at = value is List<object?> list ? (Index < 0 ? Index + list.Count : Index) : -1;
        if (at < 0 || at >= ((List<object?>)value!).Count)
        {
            return false;
        }

        into.Add(((List<object?>)value)[at]);
        return true;
    }
}

/// <summary><c>*</c></summary>
internal sealed record WildcardStep : JsonPathStep
{
    public override bool IsMany => true;

    public override string Missing => "nothing matches *";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        into.AddRange(Children(value));
        return true;
    }
}

/// <summary><c>[start:end:step]</c></summary>
internal sealed record SliceStep(int? Start, int? End, int Stride) : JsonPathStep
{
    public override bool IsMany => true;

    public override string Missing => "slice of no array";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        if (value is not List<object?> list || Stride <= 0)
        {
            return false;
        }

        var from = Clamp(Start ?? 0, list.Count);
        var to = Clamp(End ?? list.Count, list.Count);
        for (var i = from; i < to; i += Stride)
        {
            into.Add(list[i]);
        }

        return true;
    }

    private static int Clamp(int index, int count) => Math.Clamp(index < 0 ? index + count : index, 0, count);
}

/// <summary><c>['a','b']</c></summary>
internal sealed record UnionStep(IReadOnlyList<JsonPathStep> Parts) : JsonPathStep
{
    public override bool IsMany => true;

    public override string Missing => "nothing matches the union";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        foreach (var part in Parts)
        {
            part.TrySelect(value, root, into);
        }

        return true;
    }
}

/// <summary><c>..</c>: the value itself and everything below it.</summary>
internal sealed record DescentStep : JsonPathStep
{
    private const int ValuesMax = 1_000_000;

    public override bool IsMany => true;

    public override string Missing => "nothing below";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        var open = new Stack<object?>();
        open.Push(value);
        while (open.Count > 0 && into.Count < ValuesMax)
        {
            var next = open.Pop();
            into.Add(next);
            foreach (var child in Children(next).Reverse())
            {
                open.Push(child);
            }
        }

        return true;
    }
}

/// <summary><c>[?(@.a == 'x')]</c>; without an operator: where the path leads to something true.</summary>
internal sealed record FilterStep(IReadOnlyList<JsonPathStep> Left, string Operator, object? Right) : JsonPathStep
{
    public override bool IsMany => true;

    public override string Missing => "filter worked but didn't get any result";

    public override bool TrySelect(object? value, object? root, List<object?> into)
    {
        into.AddRange(Children(value).Where(Holds));
        return true;
    }

    private bool Holds(object? element)
    {
        var found = new List<object?> { element };
        foreach (var step in Left)
        {
            var next = new List<object?>();
            found.ForEach(f => step.TrySelect(f, null, next));
            found = next;
        }

        if (found.Count == 0)
        {
            return false;
        }

        var value = found[0];
        return Operator switch
        {
            "" => value is not (null or false or "" or 0.0),
            "==" => Equals(value, Right),
            "!=" => !Equals(value, Right),
            _ => Order(value) is { } order && Operator switch
            {
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            },
        };
    }

    private int? Order(object? value) => (value, Right) switch
    {
        (double x, double y) => x.CompareTo(y),
        (string x, string y) => string.CompareOrdinal(x, y),
        _ => null,
    };
}
