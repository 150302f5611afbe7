using System.Runtime.CompilerServices;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: maps. set, unset and merge change the map they are given. Where Go's order is chance, ours is sorted.</summary>
[TemplateFunctions]
internal static class DictFunctions
{
    public static GoMap Dict(params object?[] pairs)
    {
        var map = GoMap.New();
        for (var i = 0; i < pairs.Length; i += 2)
            map.Entries[GoConvert.Text(pairs[i])] = i + 1 < pairs.Length ? pairs[i + 1] : "";
        return map;
    }

    public static object? Get(GoMap map, string key) => map.Entries.TryGetValue(key, out var value) ? value : "";

    public static GoMap Set(GoMap map, string key, object? value)
    {
        map.Set(key, value);
        return map;
    }

    public static GoMap Unset(GoMap map, string key)
    {
        map.Entries.Remove(key);
        return map;
    }

    public static bool HasKey(GoMap map, string key) => map.Entries.ContainsKey(key);

    public static GoSlice Pluck(string key, params GoMap[] maps) =>
        GoSlice.Of([.. maps.Where(m => m.Entries.ContainsKey(key)).Select(m => m.Entries[key])]);

    public static GoSlice Keys(params GoMap[] maps) => GoSlice.OfStrings(maps.SelectMany(m => m.SortedKeys()));

    public static GoSlice Values(GoMap map) => GoSlice.Of([.. map.SortedKeys().Select(k => map.Entries[k])]);

    public static GoMap Pick(GoMap map, params string[] keys)
    {
        var picked = GoMap.New();
        foreach (var key in keys)
            if (map.Entries.TryGetValue(key, out var value))
                picked.Entries[key] = value;
        return picked;
    }

    public static GoMap Omit(GoMap map, params string[] keys)
    {
        var kept = GoMap.New();
        foreach (var (key, value) in map.Entries)
            if (!keys.Contains(key))
                kept.Entries[key] = value;
        return kept;
    }

    [GoName("merge"), GoName("mustMerge")]
    public static object? Merge(GoMap target, params GoMap[] sources) => MergeAll(target, sources, overwrite: false);

    [GoName("mergeOverwrite"), GoName("mustMergeOverwrite")]
    public static object? MergeOverwrite(GoMap target, params GoMap[] sources) => MergeAll(target, sources, overwrite: true);

    private static GoMap MergeAll(GoMap target, GoMap[] sources, bool overwrite)
    {
        if (target.IsNil && sources.Any(s => s.Count > 0)) target = GoMap.New();
        foreach (var source in sources) MergeInto(target, source, overwrite);
        return target;
    }

    /// <summary>mergo: maps into maps; else what the target lacks or has empty is taken, or everything.</summary>
    private static void MergeInto(GoMap target, GoMap source, bool overwrite)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (ReferenceEquals(target, source)) return;
        foreach (var key in source.SortedKeys())
        {
            var value = source.Entries[key];
            var exists = target.Entries.TryGetValue(key, out var old);
            if (value is null)
            {
                if (overwrite) target.Entries[key] = null;
                continue;
            }
            if (value is GoMap from && old is GoMap into)
            {
                MergeInto(into, from, overwrite);
                if (into.Count > 0) continue;
            }
            if (!exists || overwrite || GoConvert.IsEmpty(old)) target.Entries[key] = value;
        }
    }

    [GoName("deepCopy"), GoName("mustDeepCopy")]
    public static object? DeepCopy(Executor executor, object? value) => value is null
        ? throw new GoErrorException("reflect: call of reflect.Value.Type on zero Value")
        : Copy(executor, value);

    private static object? Copy(Executor executor, object? value)
    {
        executor.Step();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case GoMap map:
                var copy = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (key, item) in map.Entries) copy[key] = Copy(executor, item);
                return new GoMap(map.Type, copy, map.IsNil);
            case GoSlice slice:
                return new GoSlice(slice.Type, [.. slice.Items.Select(i => Copy(executor, i))], slice.IsNil);
            default:
                return value;
        }
    }

    public static object? Dig(params object?[] path)
    {
        if (path.Length < 3) throw new GoErrorException("dig needs at least three arguments");
        var map = Map(path[^1]);
        // Every key is converted before the first is looked up.
        var keys = path[..^2].Select(Key).ToArray();
        for (var i = 0; ; i++)
        {
            if (!map.Entries.TryGetValue(keys[i], out var step)) return path[^2];
            if (i == keys.Length - 1) return step;
            map = Map(step);
        }
    }

    private static string Key(object? key) => key as string ?? throw Conversion(key, "string");

    private static GoMap Map(object? value) =>
        value is GoMap map && ReferenceEquals(map.Type, GoType.InterfaceMap)
            ? map : throw Conversion(value, GoType.InterfaceMap.Name);

    private static GoErrorException Conversion(object? value, string wanted) =>
        new($"interface conversion: interface {{}} is {GoType.Of(value)?.Name ?? "nil"}, not {wanted}");
}
