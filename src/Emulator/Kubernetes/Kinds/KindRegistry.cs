using System.Collections.Immutable;
using System.Reflection;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>
/// Every kind a world serves: the built-in ones, found by reflection once per process, and the custom ones of its
/// CRDs, which come and go. Readers see one immutable snapshot.
/// </summary>
internal sealed class KindRegistry
{
    private static readonly ImmutableArray<Kind> BuiltInKinds = FindBuiltIns();

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, ImmutableArray<Kind>> custom = new(StringComparer.Ordinal);
    private long version;
    private volatile Snapshot? current;

    /// <summary>The built-in kinds, sorted by group, version and plural.</summary>
    public static IReadOnlyList<Kind> BuiltIns => BuiltInKinds;

    /// <summary>Every kind served now, sorted by group, version and plural.</summary>
    public IReadOnlyList<Kind> All => Now.All;

    /// <summary>Rises with every change of the custom kinds: documents made from an older one are stale.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>Made when it is asked for: a world begins with dozens of CRDs, one after the other.</summary>
    private Snapshot Now
    {
        get
        {
            if (current is { } there)
            {
                return there;
            }

            lock (gate)
            {
                return current ??= new Snapshot(custom.Values.SelectMany(k => k));
            }
        }
    }

    /// <summary>The kind at a path, e.g. ("", "v1", "secrets").</summary>
    public Kind? Find(string group, string version, string plural) =>
        Now.ByPlural.GetValueOrDefault((group, version, plural));

    /// <summary>The kind by its name, e.g. ("apps", "v1", "Deployment").</summary>
    public Kind? FindKind(string group, string version, string kind) =>
        Now.ByKind.GetValueOrDefault((group, version, kind));

    /// <summary>A kind by apiVersion (<c>v1</c> or <c>group/version</c>) and kind name.</summary>
    public Kind? FindKind(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? FindKind("", apiVersion, kind)
            : FindKind(apiVersion[..slash], apiVersion[(slash + 1)..], kind);
    }

    /// <summary>The kinds sharing a store, the one it is stored as first.</summary>
    public IReadOnlyList<Kind> ByStorage(string storageKey) =>
        Now.ByStorage.TryGetValue(storageKey, out var kinds) ? kinds : [];

    public bool HasGroup(string group) => Now.Groups.Contains(group);

    public bool HasVersion(string group, string version) => Now.Versions.Contains((group, version));

    /// <summary>Puts the served kinds of one CRD in place of those it had; none withdraws it.</summary>
    public void SetCustom(string crdName, IEnumerable<Kind> kinds)
    {
        lock (gate)
        {
            var now = kinds.ToImmutableArray();
            if (now.IsEmpty)
            {
                custom.Remove(crdName);
            }
            else
            {
                custom[crdName] = now;
            }

            Changed();
        }
    }

    /// <summary>Forgets all custom kinds.</summary>
    public void Reset()
    {
        lock (gate)
        {
            custom.Clear();
            Changed();
        }
    }

    private void Changed()
    {
        current = null;
        version++;
    }

    private static ImmutableArray<Kind> FindBuiltIns()
    {
        var found = typeof(Kind).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(Kind)))
            .Where(t => t.GetConstructor(BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes) is not null)
            .Select(t => (Kind)Activator.CreateInstance(t)!)
            .OrderBy(k => k.Resource.Group, StringComparer.Ordinal)
            .ThenBy(k => k.Resource.Version, StringComparer.Ordinal)
            .ThenBy(k => k.Resource.Plural, StringComparer.Ordinal)
            .ToImmutableArray();
        var twice = found
            .GroupBy(k => (k.Resource.Group, k.Resource.Version, k.Resource.Plural))
            .FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? found
            : throw new InvalidOperationException(
                $"Two kinds claim {twice.Key}: {string.Join(", ", twice.Select(k => k.GetType().Name))}.");
    }

    private sealed class Snapshot
    {
        public Snapshot(IEnumerable<Kind> customKinds)
        {
            All = BuiltInKinds.AddRange(customKinds)
                .OrderBy(k => k.Resource.Group, StringComparer.Ordinal)
                .ThenBy(k => k.Resource.Version, StringComparer.Ordinal)
                .ThenBy(k => k.Resource.Plural, StringComparer.Ordinal)
                .ToImmutableArray();
            foreach (var kind in All)
            {
                var r = kind.Resource;
                ByPlural.TryAdd((r.Group, r.Version, r.Plural), kind);
                ByKind.TryAdd((r.Group, r.Version, r.Kind), kind);
                Groups.Add(r.Group);
                Versions.Add((r.Group, r.Version));
            }

            ByStorage = All.GroupBy(k => k.StorageKey, StringComparer.Ordinal).ToDictionary(
                g => g.Key,
                g => g.OrderBy(k => k.StorageApiVersion == k.Resource.ApiVersion ? 0 : 1).ToImmutableArray(),
                StringComparer.Ordinal);
        }

        public ImmutableArray<Kind> All { get; }

        public Dictionary<(string Group, string Version, string Plural), Kind> ByPlural { get; } = [];

        public Dictionary<(string Group, string Version, string Kind), Kind> ByKind { get; } = [];

        public Dictionary<string, ImmutableArray<Kind>> ByStorage { get; }

        public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

        public HashSet<(string Group, string Version)> Versions { get; } = [];
    }
}
