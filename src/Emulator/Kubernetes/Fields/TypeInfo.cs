using System.Collections.Immutable;

namespace Eso.Emulator.Kubernetes.Fields;

/// <summary>A group, version and kind that a type serves as.</summary>
internal readonly record struct TypeKind(string Group, string Version, string Kind);

/// <summary>One Kubernetes type with its fields in Go order.</summary>
internal sealed class TypeInfo
{
    private readonly Dictionary<string, FieldInfo> _byName;
    private readonly Lazy<bool> _keepsRaw;

    internal TypeInfo(string name, IReadOnlyList<FieldInfo> fields)
    {
        Name = name;
        Fields = [.. fields];
        for (var i = 0; i < Fields.Length; i++)
        {
            Fields[i].Place = i;
        }

        _keepsRaw = new Lazy<bool>(() => Fields.Any(f => f.Name != "metadata" && HoldsRaw(f.Value, [])));
        _byName = fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var last = name.LastIndexOf('.');
        ShortName = name[(last + 1)..];
        var package = name.LastIndexOf('.', last - 1);
        GoType = name[(package + 1)..];
    }

    /// <summary>e.g. <c>io.k8s.api.core.v1.Secret</c>.</summary>
    public string Name { get; }

    /// <summary>e.g. <c>Secret</c>.</summary>
    public string ShortName { get; }

    /// <summary>The Go type as reflect prints it, e.g. <c>v1.Secret</c>.</summary>
    public string GoType { get; }

    public ImmutableArray<FieldInfo> Fields { get; }

    public IReadOnlyList<TypeKind> Kinds { get; init; } = [];

    /// <summary>Server-side apply owns values of this type whole.</summary>
    public bool Atomic { get; init; }

    /// <summary>Of which fields one may be set: <c>discriminator:field,…</c>; null: of none. OpenAPI documents tell it.</summary>
    public string? Union { get; init; }

    /// <summary>Somewhere in it, metadata aside, there is JSON of any form, kept in the order in which it was sent.</summary>
    public bool KeepsRaw => _keepsRaw.Value;

    public FieldInfo? Field(string json) => _byName.GetValueOrDefault(json);

    public override string ToString() => Name;

    private static bool HoldsRaw(ValueType value, HashSet<TypeInfo> seen)
    {
        while (value.Item is { } item)
        {
            value = item;
        }

        return value.Shape == FieldShape.Raw
            || (value.Object is { } type && seen.Add(type) && type.Fields.Any(f => HoldsRaw(f.Value, seen)));
    }
}
