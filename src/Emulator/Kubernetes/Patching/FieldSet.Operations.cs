namespace Eso.Emulator.Kubernetes.Patching;

/// <content>What is made of two sets.</content>
internal sealed partial class FieldSet
{
    public FieldSet Union(FieldSet other)
    {
        var result = Copy();
        result.Include(other);
        return result;
    }

    public FieldSet Intersection(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var member in Members)
        {
            if (other.Has(member))
            {
                (result.members ??= []).Add(member);
            }
        }

        foreach (var child in Children)
        {
            if (other.Below(child.Key) is { } below)
            {
                result.Append(child.Key, child.Set.Intersection(below));
            }
        }

        return result;
    }

    /// <summary>Without the members of the other set; what lies below them stays.</summary>
    public FieldSet Difference(FieldSet other)
    {
        var result = new FieldSet();
        result.AppendMembers(this, other);
        foreach (var child in Children)
        {
            result.Append(child.Key, other.Below(child.Key) is { } below ? child.Set.Difference(below) : child.Set);
        }

        return result;
    }

    /// <summary>Without the members of the other set and all that lies below them.</summary>
    public FieldSet Without(FieldSet other)
    {
        var result = new FieldSet();
        result.AppendMembers(this, other);
        foreach (var child in Children)
        {
            if (!other.Has(child.Key))
            {
                result.Append(child.Key, other.Below(child.Key) is { } below ? child.Set.Without(below) : child.Set);
            }
        }

        return result;
    }

    /// <summary>With the named fields that lie on the way to its members as members too.</summary>
    public FieldSet WithNamedParents(MergeType? type)
    {
        var result = new FieldSet { members = members is null ? null : [.. members] };
        foreach (var (key, child) in Children)
        {
            var named = key.StartsWith("f:", StringComparison.Ordinal);
            var childType = named ? type?.Child(key[2..]) : key.StartsWith("k:", StringComparison.Ordinal) ? type?.Element : null;
            if (named && type?.Field(key[2..]) is not null)
            {
                result.Add(key);
            }

            result.Append(key, child.WithNamedParents(childType));
        }

        return result;
    }

    private FieldSet Copy()
    {
        var copy = new FieldSet { members = members is null ? null : [.. members] };
        foreach (var child in Children)
        {
            (copy.children ??= []).Add(new Child(child.Key, child.Set.Copy()));
        }

        return copy;
    }

    private void Include(FieldSet other)
    {
        foreach (var member in other.Members)
        {
            Add(member);
        }

        foreach (var (key, child) in other.Children)
        {
            var place = Place(Children, key);
            if (place >= 0)
            {
                children![place].Set.Include(child);
            }
            else
            {
                (children ??= []).Insert(~place, new Child(key, child.Copy()));
            }
        }
    }

    private void AppendMembers(FieldSet of, FieldSet without)
    {
        foreach (var member in of.Members)
        {
            if (!without.Has(member))
            {
                (members ??= []).Add(member);
            }
        }
    }
}
