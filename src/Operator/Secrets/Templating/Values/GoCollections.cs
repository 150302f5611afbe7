namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>A slice. Like in Go, two slices may share items; nothing but <c>append</c>-like functions grows one.</summary>
internal sealed class GoSlice(GoType type, IReadOnlyList<object?> items, bool isNil = false) : IGoTyped
{
    public GoType Type { get; } = type;

    internal IReadOnlyList<object?> Items { get; } = items;

    /// <summary>The nil slice: empty, printed as <c>[]</c>, but <c>null</c> in JSON.</summary>
    internal bool IsNil { get; } = isNil;

    internal int Count => Items.Count;

    internal GoType ElementType => Type.Element!;

    internal static GoSlice Of(IReadOnlyList<object?> items) => new(GoType.Interfaces, items);

    internal static GoSlice OfStrings(IEnumerable<string> items) => new(GoType.Strings, [.. items]);

    internal static GoSlice Nil(GoType type) => new(type, [], isNil: true);
}

/// <summary>A map with string keys: all that templates can make.</summary>
internal sealed class GoMap(GoType type, Dictionary<string, object?> entries, bool isNil = false) : IGoTyped
{
    public GoType Type { get; } = type;

    internal Dictionary<string, object?> Entries { get; } = entries;

    internal bool IsNil { get; } = isNil;

    internal int Count => Entries.Count;

    internal static GoMap Of(Dictionary<string, object?> entries) => new(GoType.InterfaceMap, entries);

    internal static GoMap New() => new(GoType.InterfaceMap, new(StringComparer.Ordinal));

    internal static GoMap OfStrings(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in entries) map[key] = value;
        return new GoMap(GoType.StringMap, map);
    }

    internal static GoMap Nil(GoType type) => new(type, new(StringComparer.Ordinal), isNil: true);

    /// <summary>Keys as fmt and range order them.</summary>
    internal string[] SortedKeys()
    {
        var keys = new string[Entries.Count];
        Entries.Keys.CopyTo(keys, 0);
        Array.Sort(keys, StringComparer.Ordinal);
        return keys;
    }

    /// <summary>Writes an entry.</summary>
    /// <exception cref="GoErrorException">The map is nil.</exception>
    internal void Set(string key, object? value)
    {
        if (IsNil) throw new GoErrorException("assignment to entry in nil map");
        Entries[key] = value;
    }
}

/// <summary>An integer of a named type with a String method, such as time.Month.</summary>
internal sealed record GoNamedInteger(GoType Type, long Value, string Text) : IGoStringer
{
    public string GoString() => Text;
}

/// <summary>sprig's HashAlgorithm: a string type of its own.</summary>
internal readonly record struct GoHashAlgorithm(string Text) : IGoTyped
{
    public GoType Type => GoType.HashAlgorithm;
}
