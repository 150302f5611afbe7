namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// A sorted set in chunks: to add or remove costs a search and one small move, and a million entries are some thousand
/// objects, which the garbage collector has to follow, where a tree would be a million.
/// </summary>
internal sealed class ChunkedOrder<T>(IComparer<T> comparer)
    where T : class
{
    private const int ChunkSize = 512;
    private readonly List<Chunk> chunks = [];

    /// <summary>Does nothing when it is there.</summary>
    public void Add(T item)
    {
        if (chunks.Count == 0)
        {
            chunks.Add(new Chunk());
        }

        var at = ChunkOf(item);
        var chunk = chunks[at];
        var place = chunk.Find(item, comparer);
        if (place >= 0)
        {
            return;
        }

        place = ~place;
        if (chunk.Count == ChunkSize)
        {
            // Most come last, in order: full chunks stay full then.
            var split = at == chunks.Count - 1 && place == ChunkSize ? ChunkSize : ChunkSize / 2;
            chunks.Insert(at + 1, chunk.Split(split));
            if (place >= split)
            {
                chunk = chunks[at + 1];
                place -= split;
            }
        }

        chunk.Insert(place, item);
    }

    /// <summary>Does nothing when it is not there.</summary>
    public void Remove(T item)
    {
        if (chunks.Count == 0)
        {
            return;
        }

        var at = ChunkOf(item);
        var place = chunks[at].Find(item, comparer);
        if (place < 0)
        {
            return;
        }

        chunks[at].RemoveAt(place);
        if (chunks[at].Count == 0)
        {
            chunks.RemoveAt(at);
        }
    }

    /// <summary>In order or against it, from behind <paramref name="after"/> (which need not exist), all when null.</summary>
    public IEnumerable<T> Read(bool descending, T? after)
    {
        var (at, place) = after is null ? (descending ? chunks.Count : 0, 0) : Behind(after, descending);
        return descending ? Down(at, place) : Up(at, place);
    }

    private IEnumerable<T> Up(int at, int place)
    {
        for (; at < chunks.Count; at++, place = 0)
        {
            for (; place < chunks[at].Count; place++)
            {
                yield return chunks[at][place];
            }
        }
    }

    // From before a place.
    private IEnumerable<T> Down(int at, int place)
    {
        while (true)
        {
            while (--place >= 0)
            {
                yield return chunks[at][place];
            }

            if (--at < 0)
            {
                yield break;
            }

            place = chunks[at].Count;
        }
    }

    private (int Chunk, int Place) Behind(T after, bool descending)
    {
        if (chunks.Count == 0)
        {
            return (0, 0);
        }

        var at = ChunkOf(after);
        var place = chunks[at].Find(after, comparer);
        return place < 0 ? (at, ~place) : (at, descending ? place : place + 1);
    }

    // The last chunk that begins at the item or before it; the first one for an item before all.
    private int ChunkOf(T item)
    {
        var (low, high) = (0, chunks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (comparer.Compare(chunks[middle][0], item) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private sealed class Chunk
    {
        // Grows as a list does, up to the size of a chunk: most worlds hold a handful.
        private T[] items = new T[4];

        public int Count { get; private set; }

        public T this[int place] => items[place];

        public int Find(T item, IComparer<T> comparer) => Array.BinarySearch(items, 0, Count, item, comparer);

        public void Insert(int place, T item)
        {
            if (Count == items.Length)
            {
                Array.Resize(ref items, Math.Min(Count * 2, ChunkSize));
            }

            Array.Copy(items, place, items, place + 1, Count - place);
            items[place] = item;
            Count++;
        }

        public void RemoveAt(int place)
        {
            Count--;
            Array.Copy(items, place + 1, items, place, Count - place);
            items[Count] = null!;
        }

        public Chunk Split(int from)
        {
            var rest = new Chunk { items = new T[ChunkSize], Count = Count - from };
            Array.Copy(items, from, rest.items, 0, rest.Count);
            Array.Clear(items, from, rest.Count);
            Count = from;
            return rest;
        }
    }
}
