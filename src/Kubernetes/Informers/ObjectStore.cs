namespace Eso.Kubernetes.Informers;

/// <summary>What happened to an object of a store. Old is null for new objects, New for removed ones.</summary>
public readonly record struct StoreChange(CachedObject? Old, CachedObject? New, bool Resync = false)
{
    public CachedObject Either => New ?? Old!;
}

/// <summary>
/// Objects by key with indexes. Versions only go forward: an event older than what we wrote ourselves changes nothing,
/// which is what lets a reconcile read its own writes (resourceVersions are ordered numbers since Kubernetes 1.35).
/// </summary>
internal sealed class ObjectStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, CachedObject> objects = [];
    private readonly Dictionary<string, StoreIndex> indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> deletedUids = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (gate)
            {
                return objects.Count;
            }
        }
    }

    public void AddIndex(string name, Func<CachedObject, IEnumerable<string>> valuesOf, bool ofSpec)
    {
        lock (gate)
        {
            indexes.Add(name, new StoreIndex(indexes.Count, valuesOf, ofSpec));
        }
    }

    /// <summary>What an index knows of the object of a key; none when there is no such object.</summary>
    public IReadOnlyList<string> IndexValues(string index, ObjectKey key)
    {
        lock (gate)
        {
            return objects.TryGetValue(key, out var o) ? indexes[index].ValuesOf(o) : [];
        }
    }

    public CachedObject? Get(ObjectKey key)
    {
        lock (gate)
        {
            return objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<CachedObject> All()
    {
        lock (gate)
        {
            return [.. objects.Values];
        }
    }

    public IReadOnlyList<CachedObject> ByIndex(string index, string value)
    {
        lock (gate)
        {
            return [.. indexes[index].Keys(value).Select(k => objects[k])];
        }
    }

    /// <summary>Puts a newer state; null when it was already known or is older.</summary>
    public StoreChange? Put(CachedObject next)
    {
        lock (gate)
        {
            var old = objects.GetValueOrDefault(next.Key);
            if ((old is not null && !IsNewer(next, old)) || deletedUids.ContainsKey(next.Uid))
            {
                return null;
            }

            Replace(old, next);
            return new StoreChange(old, next);
        }
    }

    /// <summary>Takes an object away because the server said so; null when it was not there or is a newer one.</summary>
    public StoreChange? Remove(CachedObject last)
    {
        lock (gate)
        {
            deletedUids.Remove(last.Uid);
            if (!objects.TryGetValue(last.Key, out var old) || (old.Uid != last.Uid && IsNewer(old, last)))
            {
                return null;
            }

            Replace(old, null);
            return new StoreChange(old, null);
        }
    }

    /// <summary>Takes an object away because we deleted it; later echoes of it are ignored until its end is seen.</summary>
    public void Forget(ObjectKey key, string uid)
    {
        lock (gate)
        {
            if (objects.TryGetValue(key, out var old) && (uid.Length == 0 || old.Uid == uid))
            {
                Replace(old, null);
                if (deletedUids.Count < 100_000)
                {
                    deletedUids[old.Uid] = 0;
                }
            }
        }
    }

    /// <summary>
    /// Makes the store what a complete list says. Objects put by ourselves after the list's version stay: the watch that
    /// follows will tell about them.
    /// </summary>
    public List<StoreChange> ReplaceAll(IReadOnlyList<CachedObject> listed, string listVersion)
    {
        var changes = new List<StoreChange>();
        lock (gate)
        {
            deletedUids.Clear();
            var seen = new HashSet<ObjectKey>();
            foreach (var next in listed)
            {
                seen.Add(next.Key);
                var old = objects.GetValueOrDefault(next.Key);
                if (old is null || IsNewer(next, old))
                {
                    Replace(old, next);
                    changes.Add(new StoreChange(old, next));
                }
            }

            foreach (var gone in objects.Values.Where(o => !seen.Contains(o.Key)).ToList())
            {
                if (!IsVersionNewer(gone.ResourceVersion, listVersion))
                {
                    Replace(gone, null);
                    changes.Add(new StoreChange(gone, null));
                }
            }
        }

        return changes;
    }

    private static bool IsNewer(CachedObject next, CachedObject old) =>
        next.ResourceVersion != old.ResourceVersion && IsVersionNewer(next.ResourceVersion, old.ResourceVersion);

    private static bool IsVersionNewer(string next, string old) =>
        !long.TryParse(next, out var n) || !long.TryParse(old, out var o) || n > o;

    private void Replace(CachedObject? old, CachedObject? next)
    {
        foreach (var index in indexes.Values)
        {
            index.Update(old, next);
        }

        if (next is not null)
        {
            objects[next.Key] = next;
        }
        else if (old is not null)
        {
            objects.Remove(old.Key);
        }
    }

    private sealed class StoreIndex(int number, Func<CachedObject, IEnumerable<string>> valuesOf, bool ofSpec)
    {
        // Most values belong to one object: that one needs no set.
        private readonly Dictionary<string, ObjectKey> single = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<ObjectKey>> several = new(StringComparer.Ordinal);

        public IEnumerable<ObjectKey> Keys(string value) => several.TryGetValue(value, out var set) ? set
            : single.TryGetValue(value, out var one) ? [one] : [];

        public string[] ValuesOf(CachedObject o) => o.IndexValues(number, valuesOf);

        public void Update(CachedObject? old, CachedObject? next)
        {
            if (old is not null && next is not null && ofSpec && next.Generation > 0
                && next.Generation == old.Generation && next.Uid == old.Uid)
            {
                next.IndexValues(number, valuesOf, like: old);
                return;
            }

            foreach (var value in old is null ? [] : ValuesOf(old))
            {
                Remove(value, old!.Key);
            }

            foreach (var value in next is null ? [] : ValuesOf(next))
            {
                Add(value, next!.Key);
            }
        }

        private void Add(string value, ObjectKey key)
        {
            if (several.TryGetValue(value, out var set))
            {
                set.Add(key);
            }
            else if (!single.TryAdd(value, key) && single[value] != key)
            {
                several[value] = [single[value], key];
                single.Remove(value);
            }
        }

        private void Remove(string value, ObjectKey key)
        {
            if (several.TryGetValue(value, out var set))
            {
                if (set.Remove(key) && set.Count == 1)
                {
                    single[value] = set.First();
                    several.Remove(value);
                }
            }
            else if (single.TryGetValue(value, out var one) && one == key)
            {
                single.Remove(value);
            }
        }
    }
}
