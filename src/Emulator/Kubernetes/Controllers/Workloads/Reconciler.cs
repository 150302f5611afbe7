using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// A controller that brings one object at a time in order: changes name keys, and a key waits at most once. On a real
/// clock a new object is left alone until its maker has stopped touching it for the moment that Pods take to be
/// scheduled, so that what a client has just written is seen as written. A kubectl is done with it when it ends, and the
/// next one expects what a real controller manager has done by then (a rollout's history): it is not waited for.
/// </summary>
internal abstract class Reconciler(KubeCore core, string name) : IController, IDisposable
{
    private const int RetriesMax = 12;
    private const int LateWaitsMax = 3;
    private const int LateFactor = 10;
    private static readonly TimeSpan LateFrom = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan LateMax = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<(string Namespace, string Name), bool> pending = new();
    private readonly ConcurrentDictionary<(string Namespace, string Name), DateTimeOffset> fresh = new();
    private readonly ConcurrentDictionary<(string Namespace, string Name), DateTimeOffset> alarms = new();
    private readonly ConcurrentDictionary<(string Namespace, string Name), int> refusals = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource stopped = new();

    public abstract string Name { get; }

    /// <summary>A bug of ours; the next change of the object tries again.</summary>
    public Exception? LastFailure { get; private set; }

    protected KubeCore Core => core;

    protected ClusterClient Client { get; } = new(core, name);

    protected EventRecorder Events { get; } = new(core, name);

    /// <summary>The storage key of the objects this controller brings in order.</summary>
    protected abstract string Primary { get; }

    protected string Now => StandardColumns.Timestamp(core.Now);

    public ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        if (change.Table!.StorageKey == Primary)
        {
            Settle(change);
        }

        foreach (var key in Affected(change))
        {
            Enqueue(key);
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        stopped.Cancel();
        stopped.Dispose();
        turn.Dispose();
    }

    /// <summary>The objects of this controller that a change is about.</summary>
    protected abstract IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change);

    protected abstract ValueTask ReconcileAsync(string ns, string objectName);

    /// <summary>Looks at an object again after a while, at the latest.</summary>
    protected void LookAgain(string ns, string objectName, TimeSpan after)
    {
        var due = core.Now + (after < TimeSpan.Zero ? TimeSpan.Zero : after);
        if (!alarms.TryGetValue((ns, objectName), out var known) || due < known || known <= core.Now)
        {
            alarms[(ns, objectName)] = due;
            _ = WakeAsync((ns, objectName), due);
        }
    }

    /// <summary>The object as stored now; null when it is gone or going.</summary>
    protected JsonObject? Find(string storageKey, string ns, string objectName) =>
        core.Find(storageKey, ns, objectName) is { Head.Deleting: false } found ? found.Parse() : null;

    /// <summary>The living objects of a table that an owner holds.</summary>
    protected List<JsonObject> OwnedBy(string storageKey, string ns, string uid) =>
    [
        .. ObjectReads.InNamespace(core.Store.Table(storageKey), ns)
            .Where(o => !o.Head.Deleting && o.Head.OwnerUids.Contains(uid))
            .Select(o => o.Parse()),
    ];

    /// <summary>The owner of a kind that an object names, or named, as its controller.</summary>
    protected static IEnumerable<(string Namespace, string Name)> ControllerOf(StoreEvent change, string kind) =>
        ControllerOf(change.Object!, kind)
            .Concat(change.Previous is { } before ? ControllerOf(before, kind) : [])
            .Distinct();

    protected ValueTask<bool> WriteStatusAsync(Kind kind, JsonObject obj, JsonObject status) =>
        Client.UpdateAsync(kind, ObjectFields.Namespace(obj), ObjectFields.Name(obj), current =>
        {
            current["status"] = status.DeepClone();
            return true;
        }, "status");

    /// <summary>An ownerReference with controller and blockOwnerDeletion.</summary>
    protected static JsonArray Owner(JsonObject owner) => [Claims.Reference(owner)];

    protected static string Uid(JsonObject obj) => ObjectFields.Text(ObjectFields.Child(obj, "metadata"), "uid");

    private static IEnumerable<(string Namespace, string Name)> ControllerOf(StoredObject stored, string kind) =>
        stored.Head.OwnerUids.Count == 0
            ? []
            : ObjectFields.Items(ObjectFields.Child(stored.Parse(), "metadata"), "ownerReferences")
                .Select(o => o.Item)
                .Where(o => ObjectFields.Flag(o, "controller") && ObjectFields.Text(o, "kind") == kind)
                .Select(o => (stored.Namespace, ObjectFields.Text(o, "name")));

    private void Settle(StoreEvent change)
    {
        var at = change.Object!;
        var key = (at.Namespace, at.Name);
        if (change.Type == StoreEventType.Deleted)
        {
            fresh.TryRemove(key, out _);
            refusals.TryRemove(key, out _);
        }
        else if (core.Options.PodScheduleDelay > TimeSpan.Zero && (change.Type == StoreEventType.Added
            ? !(at.Head.OwnerUids.Count > 0 && HasManager(at, "kube-controller-manager")) && !HasManager(at, "kubectl")
            : fresh.ContainsKey(key)))
        {
            fresh[key] = core.Now + core.Options.PodScheduleDelay;
        }
    }

    // What another controller has made need not be left alone.
    private static bool HasManager(StoredObject stored, string start) =>
        ObjectFields.Items(ObjectFields.Child(stored.Parse(), "metadata"), "managedFields")
            .Any(f => ObjectFields.Text(f.Item, "manager").StartsWith(start, StringComparison.Ordinal));

    private void Enqueue((string Namespace, string Name) key)
    {
        if (pending.TryAdd(key, true))
        {
            var lease = core.Activity.Begin(name);
            _ = Task.Run(() => RunAsync(key, lease));
        }
    }

    private async Task WakeAsync((string Namespace, string Name) key, DateTimeOffset due)
    {
        try
        {
            using var lease = await ClockSleep.WaitAsync(
                core.Clock, core.Activity, name, due - core.Now, stopped.Token).ConfigureAwait(false);
            if (alarms.TryGetValue(key, out var known) && known == due)
            {
                alarms.TryRemove(key, out _);
                Enqueue(key);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The world is closing.
        }
    }

    private async Task RunAsync((string Namespace, string Name) key, Clock.Activity.Lease lease)
    {
        try
        {
            var waits = 0;
            while (fresh.TryGetValue(key, out var until))
            {
                if (until <= core.Now)
                {
                    fresh.TryRemove(key, out _);
                    break;
                }

                lease = await ClockSleep.WaitAsync(
                    core.Clock, core.Activity, name, until - core.Now, stopped.Token, lease.Dispose).ConfigureAwait(false);
                // On a busy machine timers are late, and so is the maker's next request.
                var late = core.Now - until;
                if (late > LateFrom && waits++ < LateWaitsMax)
                {
                    fresh.TryUpdate(key, core.Now + TimeSpan.FromTicks(Math.Min(late.Ticks * LateFactor, LateMax.Ticks)), until);
                }
            }

            await turn.WaitAsync(stopped.Token).ConfigureAwait(false);
            try
            {
                pending.TryRemove(key, out _);
                await ReconcileAsync(key.Namespace, key.Name).ConfigureAwait(false);
                refusals.TryRemove(key, out _);
            }
            finally
            {
                turn.Release();
            }
        }
        catch (KubeException e) when (e.Code == 409)
        {
            Enqueue(key);
        }
        catch (KubeException e)
        {
            Refused(key, e);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The world is closing.
        }
#pragma warning disable CA1031 // Shown to tests; other objects go on.
        catch (Exception e)
        {
            LastFailure = e;
        }
#pragma warning restore CA1031
        finally
        {
            lease.Dispose();
        }
    }

    // A quota, a webhook, a namespace on its way out: the next change tries again, and so does time for a while.
    private void Refused((string Namespace, string Name) key, KubeException refusal)
    {
        var count = refusals.AddOrUpdate(key, 1, static (_, n) => n + 1);
        if (refusal.Code != 404 && count <= RetriesMax)
        {
            LookAgain(key.Namespace, key.Name, TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, count - 1))));
        }
    }
}
