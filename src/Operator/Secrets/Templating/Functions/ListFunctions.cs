using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: lists. The must-variants differ in Go by returning what the others panic with; the text is the same.</summary>
[TemplateFunctions]
internal static class ListFunctions
{
    [GoName("list"), GoName("tuple")]
    public static GoSlice List(params object?[] items) => GoSlice.Of(items);

    private static IReadOnlyList<object?> Items(object? list, string doing)
    {
        var kind = GoConvert.KindNameOrPanic(list);
        return list is GoSlice slice ? slice.Items : throw new GoErrorException($"Cannot {doing} type {kind}");
    }

    [GoName("append"), GoName("push"), GoName("mustAppend"), GoName("mustPush")]
    public static GoSlice Append(Executor executor, object? list, object? item)
    {
        var items = Items(list, "push on");
        executor.Step(items.Count / 64);
        return GoSlice.Of([.. items, item]);
    }

    [GoName("prepend"), GoName("mustPrepend")]
    public static GoSlice Prepend(Executor executor, object? list, object? item)
    {
        var items = Items(list, "prepend on");
        executor.Step(items.Count / 64);
        return GoSlice.Of([item, .. items]);
    }

    [GoName("chunk"), GoName("mustChunk")]
    public static GoSlice Chunk(nint size, object? list)
    {
        var items = Items(list, "chunk");
        // Go divides floats: no size makes no list that can be made.
        if (size <= 0) throw new GoErrorException("runtime error: makeslice: len out of range");
        var chunks = items.Chunk((int)Math.Min(size, int.MaxValue)).Select(object? (c) => GoSlice.Of(c)).ToArray();
        return new GoSlice(GoType.InterfaceLists, chunks);
    }

    [GoName("first"), GoName("mustFirst")]
    public static object? First(object? list) => Items(list, "find first on") is { Count: > 0 } items ? items[0] : null;

    [GoName("last"), GoName("mustLast")]
    public static object? Last(object? list) => Items(list, "find last on") is { Count: > 0 } items ? items[^1] : null;

    [GoName("rest"), GoName("mustRest")]
    public static GoSlice Rest(object? list) =>
        Items(list, "find rest on") is { Count: > 0 } items ? GoSlice.Of([.. items.Skip(1)]) : GoSlice.Nil(GoType.Interfaces);

    [GoName("initial"), GoName("mustInitial")]
    public static GoSlice Initial(object? list) =>
        Items(list, "find initial on") is { Count: > 0 } items
            ? GoSlice.Of([.. items.Take(items.Count - 1)]) : GoSlice.Nil(GoType.Interfaces);

    public static GoSlice SortAlpha(object? list)
    {
        if (list is not GoSlice) return GoSlice.OfStrings([GoConvert.Text(list)]);
        var texts = GoConvert.Texts(list);
        texts.Sort(StringComparer.Ordinal);
        return GoSlice.OfStrings(texts);
    }

    [GoName("reverse"), GoName("mustReverse")]
    public static GoSlice Reverse(object? list) => GoSlice.Of([.. Items(list, "find reverse on").Reverse()]);

    [GoName("compact"), GoName("mustCompact")]
    public static GoSlice Compact(object? list) =>
        GoSlice.Of([.. Items(list, "compact on").Where(i => !GoConvert.IsEmpty(i))]);

    [GoName("uniq"), GoName("mustUniq")]
    public static GoSlice Uniq(Executor executor, object? list)
    {
        var unique = new List<object?>();
        foreach (var item in Items(list, "find uniq on"))
        {
            executor.Step(unique.Count / 16);
            if (!unique.Any(u => GoConvert.DeepEqual(item, u))) unique.Add(item);
        }
        return GoSlice.Of(unique);
    }

    [GoName("without"), GoName("mustWithout")]
    public static GoSlice Without(Executor executor, object? list, params object?[] omitted)
    {
        var items = Items(list, "find without on");
        executor.Step(items.Count * omitted.Length / 16);
        return GoSlice.Of([.. items.Where(i => !omitted.Any(o => GoConvert.DeepEqual(i, o)))]);
    }

    [GoName("has"), GoName("mustHas")]
    public static bool Has(object? needle, object? list) =>
        list is not null && Items(list, "find has on").Any(i => GoConvert.DeepEqual(needle, i));

    [GoName("slice"), GoName("mustSlice")]
    public static object? Slice(object? list, params object?[] indices)
    {
        var kind = GoConvert.KindNameOrPanic(list);
        if (list is not GoSlice slice) throw new GoErrorException($"list should be type of slice or array but {kind}");
        if (slice.Count == 0) return null;
        var start = indices.Length > 0 ? GoConvert.Int(indices[0]) : 0;
        var end = indices.Length < 2 ? slice.Count : GoConvert.Int(indices[1]);
        if (start < 0 || start > end || end > slice.Count)
            throw new GoErrorException("reflect.Value.Slice: slice index out of bounds");
        return new GoSlice(slice.Type, [.. slice.Items.Skip((int)start).Take((int)(end - start))]);
    }

    public static object? Concat(Executor executor, params object?[] lists)
    {
        var all = new List<object?>();
        foreach (var list in lists)
        {
            var kind = GoConvert.KindNameOrPanic(list);
            if (list is not GoSlice slice) throw new GoErrorException($"Cannot concat type {kind} as list");
            executor.Step(slice.Count / 64);
            all.AddRange(slice.Items);
        }
        return all.Count == 0 ? GoSlice.Nil(GoType.Interfaces) : GoSlice.Of(all);
    }
}
