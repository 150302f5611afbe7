using System.Collections;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// A list that needs no object of its own for one item, the most that nearly every secret has of anything. Mutable: hold
/// it in a field and hand it out by reference only.
/// </summary>
internal struct Few<T> : IReadOnlyList<T>
    where T : class
{
    // Nothing, the only item, or the list of more.
    private object? held;

    public readonly int Count => held switch { null => 0, List<T> more => more.Count, _ => 1 };

    public readonly T this[int index] => held switch
    {
        List<T> more => more[index],
        T only when index == 0 => only,
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public void Add(T item)
    {
        switch (held)
        {
            case null:
                held = item;
                break;
            case List<T> more:
                more.Add(item);
                break;
            default:
                held = new List<T>(2) { (T)held, item };
                break;
        }
    }

    public void AddRange(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            Add(item);
        }
    }

    public bool Remove(T item)
    {
        if (held is List<T> more)
        {
            return more.Remove(item);
        }

        var found = item.Equals(held);
        held = found ? null : held;
        return found;
    }

    public void RemoveAll(Predicate<T> match)
    {
        if (held is List<T> more)
        {
            more.RemoveAll(match);
        }
        else if (held is T only && match(only))
        {
            held = null;
        }
    }

    public readonly bool Contains(T item) => held is List<T> more ? more.Contains(item) : item.Equals(held);

    public readonly bool Exists(Predicate<T> match) => Find(match) is not null;

    public readonly T? Find(Predicate<T> match) =>
        held is List<T> more ? more.Find(match) : held is T only && match(only) ? only : null;

    public readonly IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
