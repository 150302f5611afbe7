using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;
using Eso.Emulator.State;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// The cluster's state in a directory: every write of the store goes to the log under the store's own lock, and is on
/// disk before its client is answered. Watchers and other readers may see a write a moment earlier; should the process
/// die in that moment, the revisions go on behind a gap, so that no revision is ever given out twice. History is not
/// kept: versions from before a restart are 410, as from a restarted API server's watch cache.
/// </summary>
internal sealed class StateKeeper : IAsyncDisposable
{
    private const string LogName = "kube";
    private const string Meta = "";
    private const string RevisionKey = "revision";
    private const string ClosedKey = "closed";

    /// <summary>More than can be under way unacknowledged when a process dies.</summary>
    private const long RevisionGap = 10_000;

    private readonly StateLog log;
    private readonly Dictionary<(string Scope, string Key), byte[]> found = [];
    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);
    private Task last = Task.CompletedTask;
    private ObjectStore? store;

    /// <exception cref="StateCorruptException">The log is damaged before its end.</exception>
    public StateKeeper(string directory)
    {
        log = StateLog.Open(directory, LogName, change =>
        {
            if (change.Value is { } value)
            {
                found[(change.Scope, change.Key)] = value;
            }
            else
            {
                found.Remove((change.Scope, change.Key));
            }
        });
        foreach (var (id, value) in found.Where(f => f.Key.Scope == Meta && f.Key.Key is not (RevisionKey or ClosedKey)))
        {
            keys[id.Key] = value;
        }
    }

    /// <summary>Ends when everything written so far is on disk; fails when it could not be put there.</summary>
    public Task Durable => Volatile.Read(ref last);

    /// <summary>A secret of the server that outlives it: its authority, its signing key.</summary>
    public string Keep(string name, Func<string> make)
    {
        if (!keys.TryGetValue(name, out var known))
        {
            keys[name] = known = Encoding.UTF8.GetBytes(make());
            Append([new StateChange(Meta, name, known)]);
        }

        return Encoding.UTF8.GetString(known);
    }

    /// <summary>Fills an empty store with what was kept; false when nothing was. From now on the store writes here.</summary>
    public bool Restore(KubeCore core, Func<JsonObject, IReadOnlyList<Kind>> customKinds)
    {
        store = core.Store;
        var objects = found.Where(f => f.Key.Scope != Meta)
            .Select(f => (Table: f.Key.Scope, Object: JsonReading.Tree(f.Value)!.AsObject())).ToList();
        var known = Number(RevisionKey);
        foreach (var (_, crd) in objects.Where(o => o.Table == Controllers.CustomResources.StorageKey))
        {
            core.Kinds.SetCustom(ObjectFields.Name(crd), customKinds(crd));
        }

        foreach (var (table, obj, revision) in objects
            .Select(o => (o.Table, o.Object, Revision: RevisionOf(o.Object))).OrderBy(o => o.Revision))
        {
            known = Math.Max(known, revision);
            var kind = core.Kinds.FindKind(ObjectFields.Text(obj, "apiVersion"), ObjectFields.Text(obj, "kind"))
                ?? (core.Kinds.ByStorage(table) is [var other, ..] ? other : null);
            if (kind is not null)
            {
                core.Store.Load(core.Store.Table(table), ObjectDraft.OfCanonical(obj, kind).At(revision));
            }
        }

        // Closed in order, nothing was under way.
        core.Store.Begin(Number(ClosedKey) == known ? known : known + RevisionGap);
        var any = objects.Count > 0;
        found.Clear();
        core.Store.Keeper = this;
        return any;
    }

    /// <summary>Takes one entry of the store's log. Under the store's lock.</summary>
    public void Append(StoreEvent entry)
    {
        var at = entry.Object!;
        Append(entry.Type == StoreEventType.Deleted
            ? [new StateChange(entry.Table!.StorageKey, at.Key, null), Mark(RevisionKey, entry.Revision)]
            : [new StateChange(entry.Table!.StorageKey, at.Key, at.Json)]);
    }

    /// <summary>Begins a new file when the old one holds too much that is gone. Under the store's lock.</summary>
    public void CompactIfDue()
    {
        if (log.WantsCompaction && store is not null)
        {
            log.Compact(Live(store));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            Append([Mark(ClosedKey, store.Revision), Mark(RevisionKey, store.Revision)]);
        }

        await log.DisposeAsync().ConfigureAwait(false);
    }

    private void Append(List<StateChange> changes) => Volatile.Write(ref last, log.WhenDurableAsync(changes));

    private IEnumerable<StateChange> Live(ObjectStore of)
    {
        yield return Mark(RevisionKey, of.Revision);
        foreach (var (name, value) in keys)
        {
            yield return new StateChange(Meta, name, value);
        }

        foreach (var table in of.Tables)
        {
            foreach (var stored in table.Current.Range(null, null))
            {
                yield return new StateChange(table.StorageKey, stored.Key, stored.Json);
            }
        }
    }

    private long Number(string key) => found.TryGetValue((Meta, key), out var value)
        && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static long RevisionOf(JsonObject obj) => long.TryParse(
        ObjectFields.Text(ObjectFields.Child(obj, "metadata"), "resourceVersion"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var revision) ? revision : 0;

    private static StateChange Mark(string key, long revision) =>
        new(Meta, key, Encoding.ASCII.GetBytes(revision.ToString(CultureInfo.InvariantCulture)));
}
