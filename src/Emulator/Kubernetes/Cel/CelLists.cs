namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Lists: Kubernetes' own functions, the lists extension (version 3) and the sets extension.</summary>
internal static class CelLists
{
    private const string Comparable = "list(int): A | list(uint): A | list(double): A | list(bool): A | list(span): A | list(time): A "
        + "| list(string): A | list(bytes): A | list(dyn): A";

    public static IEnumerable<CelFunction> All { get; } =
    [
        CelFunction.Method("isSorted", Comparable.Replace(": A", ": bool", StringComparison.Ordinal), IsSorted),
        CelFunction.Method("sum", "list(int): int | list(uint): uint | list(double): double | list(span): span | list(dyn): dyn", Sum),
        CelFunction.Method("min", Element(), a => Extreme(a, -1)),
        CelFunction.Method("max", Element(), a => Extreme(a, 1)),
        CelFunction.Method("slice", "list(A), int, int: list(A)", Slice),
        CelFunction.Method("flatten", "list(list(A)): list(A) | list(dyn), int: list(dyn)", Flatten),
        CelFunction.Method("sort", "list(A): list(A)", a => a[0] is IReadOnlyList<object?> l ? Sort(l, l) : CelError.NoOverload),
        CelFunction.Method("distinct", "list(A): list(A)", a => a[0] is IReadOnlyList<object?> l ? Distinct(l) : CelError.NoOverload),
        CelFunction.Method("reverse", "list(A): list(A)", a => a[0] is IReadOnlyList<object?> l ? l.Reverse().ToList() : CelError.NoOverload),
        CelFunction.Method("first", "list(A): optional(A)", a => End(a, l => l[0])),
        CelFunction.Method("last", "list(A): optional(A)", a => End(a, l => l[^1])),
        CelFunction.Global("lists.range", "int: list(int)", Range),
        CelFunction.Global("sets.contains", "list(A), list(A): bool", a => Sets(a, (x, y) => y.All(i => Has(x, i)))),
        CelFunction.Global("sets.equivalent", "list(A), list(A): bool", a => Sets(a, (x, y) => y.All(i => Has(x, i)) && x.All(i => Has(y, i)))),
        CelFunction.Global("sets.intersects", "list(A), list(A): bool", a => Sets(a, (x, y) => x.Any(i => Has(y, i)))),
    ];

    public static object IndexOf(object?[] a, bool last)
    {
        if (a.Length != 2 || a[0] is not IReadOnlyList<object?> list)
        {
            return CelError.NoOverload;
        }

        var found = -1L;
        for (var i = 0; i < list.Count && (last || found < 0); i++)
        {
            found = CelValues.Equal(list[i], a[1]) ? i : found;
        }

        return found;
    }

    /// <summary>Items in the order of their keys; all keys must be of one comparable type.</summary>
    public static object Sort(IReadOnlyList<object?> items, IReadOnlyList<object?> keys)
    {
        if (keys.Any(k => k is null || CelValues.Compare(keys[0], k) is null || keys[0]!.GetType() != k.GetType()))
        {
            return new CelError("list elements must have the same type");
        }

        return items.Zip(keys).OrderBy(p => p.Second, Comparer<object?>.Create((x, y) => CelValues.Compare(x, y) ?? 0))
            .Select(p => p.First).ToList();
    }

    private static string Element() =>
        "list(int): int | list(uint): uint | list(double): double | list(bool): bool | list(span): span | list(time): time "
        + "| list(string): string | list(bytes): bytes | list(dyn): dyn";

    private static object IsSorted(object?[] a)
    {
        if (a[0] is not IReadOnlyList<object?> list)
        {
            return CelError.NoOverload;
        }

        for (var i = 1; i < list.Count; i++)
        {
            if (CelValues.Compare(list[i - 1], list[i]) is not { } order)
            {
                return CelError.NoOverload;
            }

            if (order > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static object? Sum(object?[] a)
    {
        if (a[0] is not IReadOnlyList<object?> list)
        {
            return CelError.NoOverload;
        }

        var add = CelEnvironment.Find("_+_", false)!;
        return list.Count == 0 ? 0L : list.Aggregate((x, y) => x is CelError ? x : y is string ? CelError.NoOverload : add.Run([x, y]));
    }

    private static object? Extreme(object?[] a, int sign)
    {
        if (a[0] is not IReadOnlyList<object?> list)
        {
            return CelError.NoOverload;
        }

        if (list.Count == 0)
        {
            return new CelError(sign < 0 ? "min called on empty list" : "max called on empty list");
        }

        var best = list[0];
        foreach (var item in list.Skip(1))
        {
            if (CelValues.Compare(item, best) is not { } order)
            {
                return CelError.NoOverload;
            }

            best = order * sign > 0 ? item : best;
        }

        return best;
    }

    private static object Slice(object?[] a)
    {
        if (a is not [IReadOnlyList<object?> list, long start, long end])
        {
            return CelError.NoOverload;
        }

        return start < 0 || end < 0 ? new CelError($"cannot slice({start}, {end}), negative indexes not supported")
            : start > end ? new CelError($"cannot slice({start}, {end}), start index must be less than or equal to end index")
            : end > list.Count ? new CelError($"cannot slice({start}, {end}), list is length {list.Count}")
            : list.Skip((int)start).Take((int)(end - start)).ToList();
    }

    private static object Flatten(object?[] a)
    {
        var depth = a.Length > 1 ? a[1] as long? ?? -1 : 1;
        return a[0] is not IReadOnlyList<object?> list ? CelError.NoOverload
            : depth < 0 ? new CelError("level must be non-negative")
            : Flatten(list, depth).ToList();
    }

    private static IEnumerable<object?> Flatten(IReadOnlyList<object?> list, long depth) =>
        list.SelectMany(i => depth > 0 && i is IReadOnlyList<object?> inner ? Flatten(inner, depth - 1) : [i]);

    private static List<object?> Distinct(IReadOnlyList<object?> list)
    {
        var seen = new HashSet<object>(CelValues.Keys);
        var hadNull = false;
        return list.Where(i => i is null ? !hadNull && (hadNull = true) : seen.Add(i)).ToList();
    }

    private static object End(object?[] a, Func<IReadOnlyList<object?>, object?> pick) =>
        a[0] is not IReadOnlyList<object?> list ? CelError.NoOverload : list.Count == 0 ? CelOptional.None : CelOptional.Of(pick(list));

    private static object Range(object?[] a) =>
        a[0] is not long n ? CelError.NoOverload
        : n > CelEvaluator.ListMax ? new CelError("lists.range: size too large")
        : Enumerable.Range(0, (int)Math.Max(0, n)).Select(i => (object?)(long)i).ToList();

    private static object Sets(object?[] a, Func<IReadOnlyList<object?>, IReadOnlyList<object?>, bool> test) =>
        a is [IReadOnlyList<object?> x, IReadOnlyList<object?> y] ? test(x, y) : CelError.NoOverload;

    private static bool Has(IReadOnlyList<object?> list, object? item) => list.Any(i => CelValues.Equal(i, item));
}
