namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// A persistent balanced (AVL) tree of objects by key: every change makes a new root and shares the rest, so a reader
/// holds a whole consistent state for as long as it likes, without locks.
/// </summary>
internal sealed class ObjectTree
{
    public static readonly ObjectTree Empty = new(null);
    private readonly Node? root;

    private ObjectTree(Node? root)
    {
        this.root = root;
    }

    public int Count => root?.Count ?? 0;

    public StoredObject? Find(string key)
    {
        var node = root;
        while (node is not null)
        {
            var order = string.CompareOrdinal(key, node.Value.Key);
            if (order == 0)
            {
                return node.Value;
            }

            node = order < 0 ? node.Left : node.Right;
        }

        return null;
    }

    public ObjectTree With(StoredObject value) => new(Insert(root, value));

    public ObjectTree Without(string key) => new(Remove(root, key));

    /// <summary>How many keys are smaller than <paramref name="key"/>.</summary>
    public int Rank(string key)
    {
        var rank = 0;
        var node = root;
        while (node is not null)
        {
            if (string.CompareOrdinal(key, node.Value.Key) <= 0)
            {
                node = node.Left;
            }
            else
            {
                rank += 1 + (node.Left?.Count ?? 0);
                node = node.Right;
            }
        }

        return rank;
    }

    /// <summary>Objects with from &lt;= key &lt; to, in order; null is open.</summary>
    public IEnumerable<StoredObject> Range(string? from, string? to)
    {
        var path = new Stack<Node>();
        var node = root;
        while (node is not null)
        {
            if (from is null || string.CompareOrdinal(node.Value.Key, from) >= 0)
            {
                path.Push(node);
                node = node.Left;
            }
            else
            {
                node = node.Right;
            }
        }

        // Counted instead of compared: what a long list costs is how much memory it touches, and keys are elsewhere.
        var left = (to is null ? Count : Rank(to)) - (from is null ? 0 : Rank(from));
        while (left-- > 0 && path.TryPop(out var next))
        {
            yield return next.Value;
            for (node = next.Right; node is not null; node = node.Left)
            {
                path.Push(node);
            }
        }
    }

    private static Node Insert(Node? node, StoredObject value)
    {
        if (node is null)
        {
            return new Node(value, null, null);
        }

        var order = string.CompareOrdinal(value.Key, node.Value.Key);
        return order switch
        {
            0 => new Node(value, node.Left, node.Right),
            < 0 => Balance(node.Value, Insert(node.Left, value), node.Right),
            _ => Balance(node.Value, node.Left, Insert(node.Right, value)),
        };
    }

    private static Node? Remove(Node? node, string key)
    {
        if (node is null)
        {
            return null;
        }

        var order = string.CompareOrdinal(key, node.Value.Key);
        if (order < 0)
        {
            return Balance(node.Value, Remove(node.Left, key), node.Right);
        }

        if (order > 0)
        {
            return Balance(node.Value, node.Left, Remove(node.Right, key));
        }

        if (node.Left is null || node.Right is null)
        {
            return node.Left ?? node.Right;
        }

        var successor = node.Right;
        while (successor.Left is not null)
        {
            successor = successor.Left;
        }

        return Balance(successor.Value, node.Left, Remove(node.Right, successor.Value.Key));
    }

    private static Node Balance(StoredObject value, Node? left, Node? right)
    {
        var tilt = Height(left) - Height(right);
        if (tilt > 1)
        {
            return Height(left!.Left) >= Height(left.Right)
                ? new Node(left.Value, left.Left, new Node(value, left.Right, right))
                : new Node(
                    left.Right!.Value,
                    new Node(left.Value, left.Left, left.Right.Left),
                    new Node(value, left.Right.Right, right));
        }

        if (tilt < -1)
        {
            return Height(right!.Right) >= Height(right.Left)
                ? new Node(right.Value, new Node(value, left, right.Left), right.Right)
                : new Node(
                    right.Left!.Value,
                    new Node(value, left, right.Left.Left),
                    new Node(right.Value, right.Left.Right, right.Right));
        }

        return new Node(value, left, right);
    }

    private static int Height(Node? node) => node?.Height ?? 0;

    private sealed class Node(StoredObject value, Node? left, Node? right)
    {
        public readonly StoredObject Value = value;
        public readonly Node? Left = left;
        public readonly Node? Right = right;
        public readonly int Height = 1 + Math.Max(left?.Height ?? 0, right?.Height ?? 0);
        public readonly int Count = 1 + (left?.Count ?? 0) + (right?.Count ?? 0);
    }
}
