namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>What a listing may be sorted by.</summary>
internal enum SecretSort
{
    Created,
    Name,
    Changed,
    Accessed,
}

/// <summary>
/// The secrets of a partition in each order that a listing asks for; ties go by age. An order is made when it is first
/// asked for and kept up from then on, so that every page costs what it shows, however many secrets there are.
/// </summary>
internal sealed class SecretOrders
{
    private readonly ChunkedOrder<Secret>?[] orders = new ChunkedOrder<Secret>?[4];

    public SecretOrders() => orders[(int)SecretSort.Created] = new ChunkedOrder<Secret>(Order(SecretSort.Created));

    public static IComparer<Secret> Order(SecretSort sort) => Comparer<Secret>.Create(sort switch
    {
        SecretSort.Name => static (a, b) =>
            string.CompareOrdinal(a.Name, b.Name) is var c and not 0 ? c : a.Sequence.CompareTo(b.Sequence),
        SecretSort.Changed => static (a, b) =>
            a.LastChanged.CompareTo(b.LastChanged) is var c and not 0 ? c : a.Sequence.CompareTo(b.Sequence),
        SecretSort.Accessed => static (a, b) =>
            Nullable.Compare(a.LastAccessed, b.LastAccessed) is var c and not 0 ? c : a.Sequence.CompareTo(b.Sequence),
        _ => static (a, b) => a.Sequence.CompareTo(b.Sequence),
    });

    public void Add(Secret secret)
    {
        foreach (var order in orders)
        {
            order?.Add(secret);
        }
    }

    public void Remove(Secret secret)
    {
        foreach (var order in orders)
        {
            order?.Remove(secret);
        }
    }

    /// <summary>Takes a secret out of one order before what that order goes by changes.</summary>
    public void Leave(SecretSort sort, Secret secret) => orders[(int)sort]?.Remove(secret);

    /// <summary>Puts it back in afterwards.</summary>
    public void Enter(SecretSort sort, Secret secret) => orders[(int)sort]?.Add(secret);

    /// <summary>
    /// In an order or against it, from behind <paramref name="after"/> (which need not exist), all when null.
    /// </summary>
    public IEnumerable<Secret> Read(SecretSort sort, bool descending, Secret? after)
    {
        var order = orders[(int)sort] ??= Make(sort);
        return order.Read(descending, after);
    }

    /// <summary>The names that begin so, in order, from behind a secret when one is given.</summary>
    public IEnumerable<Secret> WithPrefix(string prefix, Secret? after)
    {
        var from = new Secret { Name = prefix, Arn = "", Sequence = 0, Created = default };
        var start = after is not null && Order(SecretSort.Name).Compare(after, from) > 0 ? after : from;
        return Read(SecretSort.Name, descending: false, start)
            .TakeWhile(s => s.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    // Sorted first: then each comes last.
    private ChunkedOrder<Secret> Make(SecretSort sort)
    {
        var made = new ChunkedOrder<Secret>(Order(sort));
        foreach (var secret in orders[(int)SecretSort.Created]!.Read(descending: false, null).Order(Order(sort)))
        {
            made.Add(secret);
        }

        return made;
    }
}
