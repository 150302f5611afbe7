using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>
/// Deletes what has lost its owners; holds owners in foreground deletion until what blocks them is gone; cuts
/// references of orphans. One index: owner uid to dependents.
/// </summary>
internal sealed class GarbageCollector(KubeCore core) : IController
{
    private readonly ClusterClient client = new(core, "generic-garbage-collector");
    private readonly Dictionary<string, Dictionary<(string Table, string Key), string>> dependents = new(StringComparer.Ordinal);

    public string Name => "garbagecollector";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        var at = change.Object!;
        if (!change.HasOwners && change.Type != StoreEventType.Deleted && !at.Head.Deleting)
        {
            // Nearly every change: nobody's dependent, and nothing to be finished.
            return;
        }

        Index(change);
        if (change.Type == StoreEventType.Deleted)
        {
            await OwnerGoneAsync(at.Uid).ConfigureAwait(false);
            foreach (var uid in at.Head.OwnerUids.Concat(change.Previous?.Head.OwnerUids ?? []).Distinct())
            {
                await LookAtOwnerAsync(uid, change).ConfigureAwait(false);
            }

            return;
        }

        if (Current(change.Table!.StorageKey, at.Key, at.Uid) is not { } now)
        {
            return;
        }

        if (now.Stored.Head.Deleting)
        {
            await FinishAsync(now.Kind, now.Stored, change.Revision).ConfigureAwait(false);
        }
        else if (now.Stored.Head.OwnerUids.Count > 0)
        {
            await CheckOwnersAsync(now.Kind, now.Stored).ConfigureAwait(false);
        }

        if (change.Previous is { } before)
        {
            // A dependent let go of its owner, or stopped blocking it.
            foreach (var uid in before.Head.OwnerUids)
            {
                await LookAtOwnerAsync(uid, change).ConfigureAwait(false);
            }
        }
    }

    private void Index(StoreEvent change)
    {
        var id = (change.Table!.StorageKey, change.Object!.Key);
        foreach (var uid in change.Previous?.Head.OwnerUids ?? [])
        {
            if (dependents.TryGetValue(uid, out var known) && known.Remove(id) && known.Count == 0)
            {
                dependents.Remove(uid);
            }
        }

        if (change.Type == StoreEventType.Deleted)
        {
            return;
        }

        foreach (var uid in change.Object!.Head.OwnerUids)
        {
            if (!dependents.TryGetValue(uid, out var known))
            {
                dependents[uid] = known = [];
            }

            known[id] = change.Object.Uid;
        }
    }

    private List<(Kind Kind, StoredObject Stored)> DependentsOf(string uid)
    {
        var found = new List<(Kind, StoredObject)>();
        if (dependents.TryGetValue(uid, out var known))
        {
            foreach (var ((table, key), itsUid) in known.OrderBy(k => k.Key.Table, StringComparer.Ordinal).ThenBy(k => k.Key.Key, StringComparer.Ordinal))
            {
                if (Current(table, key, itsUid) is { } now && now.Stored.Head.OwnerUids.Contains(uid))
                {
                    found.Add(now);
                }
            }
        }

        return found;
    }

    private (Kind Kind, StoredObject Stored)? Current(string table, string key, string uid) =>
        core.Store.Table(table).Current.Find(key) is { } stored && stored.Uid == uid
            && core.Kinds.ByStorage(table) is [var kind, ..]
            ? (kind, stored)
            : null;

    private async ValueTask OwnerGoneAsync(string uid)
    {
        foreach (var (kind, stored) in DependentsOf(uid))
        {
            await CheckOwnersAsync(kind, stored).ConfigureAwait(false);
        }
    }

    /// <summary>An owner in foreground deletion is looked at again when a dependent changed.</summary>
    private async ValueTask LookAtOwnerAsync(string uid, StoreEvent change)
    {
        foreach (var (_, reference) in ObjectFields.Items((change.Previous ?? change.Object!).Parse()["metadata"] as JsonObject, "ownerReferences"))
        {
            if (ObjectFields.Text(reference, "uid") == uid && FindOwner(reference, change.Object!.Namespace) is { Stored: { } owner } found
                && owner.Uid == uid && owner.Head.Deleting)
            {
                await FinishAsync(found.Kind!, owner, change.Revision).ConfigureAwait(false);
            }
        }
    }

    private enum OwnerState
    {
        Solid,
        Dangling,
        Waiting,
        Unknown,
    }

    private async ValueTask CheckOwnersAsync(Kind kind, StoredObject stored)
    {
        if (stored.Head.Deleting)
        {
            return;
        }

        var obj = stored.Parse();
        var references = ObjectFields.Items(obj["metadata"] as JsonObject, "ownerReferences").Select(r => r.Item).ToList();
        var states = references.ConvertAll(r => (Reference: r, State: StateOf(r, stored)));
        if (states.Any(s => s.State == OwnerState.Unknown))
        {
            return;
        }

        if (states.Any(s => s.State == OwnerState.Solid))
        {
            var lost = states.Where(s => s.State != OwnerState.Solid)
                .Select(s => ObjectFields.Text(s.Reference, "uid")).ToHashSet(StringComparer.Ordinal);
            if (lost.Count > 0)
            {
                await DropReferencesAsync(kind, stored, lost).ConfigureAwait(false);
            }
        }
        else if (states.Any(s => s.State == OwnerState.Waiting) && DependentsOf(stored.Uid) is { Count: > 0 } own)
        {
            if (own.Any(d => d.Stored.Head.Deleting && d.Stored.Head.Finalizers.Contains(ObjectDeletion.Foreground)))
            {
                // A circle of owners would wait for itself: the real collector lets nobody wait for this one any more.
                await UnblockAsync(kind, stored).ConfigureAwait(false);
            }

            await client.DeleteAsync(kind, stored, "Foreground").ConfigureAwait(false);
        }
        else
        {
            // An explicit policy would override finalizers the object already has.
            await client.DeleteAsync(kind, stored, "Background").ConfigureAwait(false);
        }
    }

    private OwnerState StateOf(JsonObject reference, StoredObject dependent)
    {
        var (kind, owner) = FindOwner(reference, dependent.Namespace);
        if (kind is null || (kind.Resource.Namespaced && dependent.Namespace.Length == 0))
        {
            return OwnerState.Unknown;
        }

        if (owner is null || owner.Uid != ObjectFields.Text(reference, "uid"))
        {
            return OwnerState.Dangling;
        }

        return owner.Head.Deleting && owner.Head.Finalizers.Contains(ObjectDeletion.Foreground)
            ? OwnerState.Waiting
            : OwnerState.Solid;
    }

    private (Kind? Kind, StoredObject? Stored) FindOwner(JsonObject reference, string ns)
    {
        var kind = core.Kinds.FindKind(ObjectFields.Text(reference, "apiVersion"), ObjectFields.Text(reference, "kind"));
        return kind is null
            ? (null, null)
            : (kind, core.Table(kind).Find(kind.Resource.Namespaced ? ns : "", ObjectFields.Text(reference, "name")));
    }

    /// <summary>The collector's finalizers on an object that is being deleted.</summary>
    private async ValueTask FinishAsync(Kind kind, StoredObject stored, long seen)
    {
        // The index must know every dependent that was there when the owner's deletion began.
        if (stored.Revision > seen)
        {
            return;
        }

        if (stored.Head.Finalizers.Contains(ObjectDeletion.Orphan))
        {
            foreach (var (dependentKind, dependent) in DependentsOf(stored.Uid))
            {
                await DropReferencesAsync(dependentKind, dependent, [stored.Uid]).ConfigureAwait(false);
            }

            await DropFinalizerAsync(kind, stored, ObjectDeletion.Orphan).ConfigureAwait(false);
        }
        else if (stored.Head.Finalizers.Contains(ObjectDeletion.Foreground))
        {
            foreach (var (dependentKind, dependent) in DependentsOf(stored.Uid))
            {
                await CheckOwnersAsync(dependentKind, dependent).ConfigureAwait(false);
            }

            if (!DependentsOf(stored.Uid).Any(d => Blocks(d.Stored, stored.Uid)))
            {
                await DropFinalizerAsync(kind, stored, ObjectDeletion.Foreground).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask UnblockAsync(Kind kind, StoredObject stored) =>
        await client.UpdateAsync(kind, stored.Namespace, stored.Name, obj =>
        {
            foreach (var (_, reference) in ObjectFields.Items(ObjectFields.Ensure(obj, "metadata"), "ownerReferences"))
            {
                reference["blockOwnerDeletion"] = false;
            }

            return true;
        }).ConfigureAwait(false);

    private static bool Blocks(StoredObject dependent, string uid) =>
        ObjectFields.Items(dependent.Parse()["metadata"] as JsonObject, "ownerReferences")
            .Any(r => ObjectFields.Text(r.Item, "uid") == uid && ObjectFields.Flag(r.Item, "blockOwnerDeletion"));

    private async ValueTask DropReferencesAsync(Kind kind, StoredObject stored, HashSet<string> uids) =>
        await client.UpdateAsync(kind, stored.Namespace, stored.Name, obj =>
        {
            var metadata = ObjectFields.Ensure(obj, "metadata");
            var kept = ObjectFields.Items(metadata, "ownerReferences")
                .Where(r => !uids.Contains(ObjectFields.Text(r.Item, "uid")))
                .Select(r => (JsonNode?)r.Item.DeepClone()).ToArray();
            SetOrRemove(metadata, "ownerReferences", kept);
            return true;
        }).ConfigureAwait(false);

    private async ValueTask DropFinalizerAsync(Kind kind, StoredObject stored, string finalizer) =>
        await client.UpdateAsync(kind, stored.Namespace, stored.Name, obj =>
        {
            var metadata = ObjectFields.Ensure(obj, "metadata");
            var kept = ObjectFields.Texts(metadata, "finalizers")
                .Where(f => f != finalizer)
                .Select(f => (JsonNode?)JsonValue.Create(f)).ToArray();
            SetOrRemove(metadata, "finalizers", kept);
            return true;
        }).ConfigureAwait(false);

    private static void SetOrRemove(JsonObject metadata, string field, JsonNode?[] values)
    {
        if (values.Length == 0)
        {
            metadata.Remove(field);
        }
        else
        {
            metadata[field] = new JsonArray(values);
        }
    }
}
