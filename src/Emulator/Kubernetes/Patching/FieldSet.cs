using System.Runtime.InteropServices;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>
/// A set of fields as managedFields carries it (fieldsV1). Elements are kept in their serialized form: <c>f:name</c>,
/// <c>k:{"name":"x"}</c>, <c>v:"z"</c>, <c>i:0</c>. Sets are not shared between changes: operations return new ones.
/// </summary>
internal sealed partial class FieldSet
{
    // Each in ordinal order; null while there are none, as below most elements.
    private List<string>? members;
    private List<Child>? children;

    public bool IsEmpty
    {
        get
        {
            if (members is { Count: > 0 })
            {
                return false;
            }

            foreach (var child in Children)
            {
                if (!child.Set.IsEmpty)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private ReadOnlySpan<string> Members => CollectionsMarshal.AsSpan(members);

    private ReadOnlySpan<Child> Children => CollectionsMarshal.AsSpan(children);

    public bool Has(string element) => Place(Members, element) >= 0;

    /// <summary>The set below an element; null when there is none.</summary>
    public FieldSet? Below(string element) => Place(Children, element) is >= 0 and var place ? children![place].Set : null;

    public void Add(IReadOnlyList<string> path)
    {
        var set = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            var place = Place(set.Children, path[i]);
            if (place < 0)
            {
                (set.children ??= []).Insert(place = ~place, new Child(path[i], new FieldSet()));
            }

            set = set.children![place].Set;
        }

        if (path.Count > 0)
        {
            set.Add(path[^1]);
        }
    }

    public bool Contains(IReadOnlyList<string> path)
    {
        var set = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (set.Below(path[i]) is not { } below)
            {
                return false;
            }

            set = below;
        }

        return path.Count > 0 && set.Has(path[^1]);
    }

    /// <summary>Whether every member is one of the other set too.</summary>
    public bool IsWithin(FieldSet other)
    {
        foreach (var member in Members)
        {
            if (!other.Has(member))
            {
                return false;
            }
        }

        foreach (var child in Children)
        {
            if (!(other.Below(child.Key) is { } below ? child.Set.IsWithin(below) : child.Set.IsEmpty))
            {
                return false;
            }
        }

        return true;
    }

    private static int Place(ReadOnlySpan<string> sorted, string element) => sorted.BinarySearch(new Sought(element));

    private static int Place(ReadOnlySpan<Child> sorted, string element) => sorted.BinarySearch(new Sought(element));

    private void Add(string element)
    {
        if (Place(Members, element) is < 0 and var place)
        {
            (members ??= []).Insert(~place, element);
        }
    }

    private void Put(string key, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            var place = Place(Children, key);
            if (place >= 0)
            {
                children![place] = new Child(key, child);
            }
            else
            {
                (children ??= []).Insert(~place, new Child(key, child));
            }
        }
    }

    /// <summary>Puts a key that lies behind all others.</summary>
    private void Append(string key, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            (children ??= []).Add(new Child(key, child));
        }
    }

    private readonly record struct Child(string Key, FieldSet Set);

    /// <summary>An element to be found among sorted ones.</summary>
    private readonly struct Sought(string element) : IComparable<string>, IComparable<Child>
    {
        public int CompareTo(string? other) => string.CompareOrdinal(element, other);

        public int CompareTo(Child other) => string.CompareOrdinal(element, other.Key);
    }
}
