using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// A controller that brings one object at a time in order: changes name keys, a key waits at most once, and waits the
/// moment that Pods take to be scheduled, so that what a client has just written is seen as written.
/// </summary>
internal abstract class Reconciler(KubeCore core, string name) : IController, IDisposable
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), bool> pending = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource stopped = new();

    public abstract string Name { get; }

    /// <summary>A bug of ours; the next change of the object tries again.</summary>
    public Exception? LastFailure { get; private set; }

    protected KubeCore Core => core;

    protected ClusterClient Client { get; } = new(core, name);

    public ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
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

    /// <summary>The owner of a kind that an object names as its controller.</summary>
    protected static IEnumerable<(string Namespace, string Name)> ControllerOf(StoredObject stored, string kind) =>
        stored.Head.OwnerUids.Count == 0
            ? []
            : ObjectFields.Items(ObjectFields.Child(stored.Parse(), "metadata"), "ownerReferences")
                .Select(o => o.Item)
                .Where(o => ObjectFields.Flag(o, "controller") && ObjectFields.Text(o, "kind") == kind)
                .Select(o => (stored.Namespace, ObjectFields.Text(o, "name")));

    protected ValueTask<bool> WriteStatusAsync(Kind kind, JsonObject obj, JsonObject status) =>
        Client.UpdateAsync(kind, ObjectFields.Namespace(obj), ObjectFields.Name(obj), current =>
        {
            current["status"] = status.DeepClone();
            return true;
        }, "status");

    /// <summary>An ownerReference with controller and blockOwnerDeletion.</summary>
    protected static JsonArray Owner(JsonObject owner) =>
    [
        new JsonObject
        {
            ["apiVersion"] = ObjectFields.Text(owner, "apiVersion"),
            ["kind"] = ObjectFields.Text(owner, "kind"),
            ["name"] = ObjectFields.Name(owner),
            ["uid"] = Uid(owner),
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        },
    ];

    protected static string Uid(JsonObject obj) => ObjectFields.Text(ObjectFields.Child(obj, "metadata"), "uid");

    protected string Now => StandardColumns.Timestamp(core.Now);

    private void Enqueue((string Namespace, string Name) key)
    {
        if (pending.TryAdd(key, true))
        {
            var lease = core.Activity.Begin(name);
            _ = Task.Run(() => RunAsync(key, lease));
        }
    }

    private async Task RunAsync((string Namespace, string Name) key, Clock.Activity.Lease lease)
    {
        try
        {
            if (core.Options.PodScheduleDelay > TimeSpan.Zero)
            {
                lease = await ClockSleep.WaitAsync(
                    core.Clock, core.Activity, name, core.Options.PodScheduleDelay, stopped.Token, lease.Dispose)
                    .ConfigureAwait(false);
            }

            await turn.WaitAsync(stopped.Token).ConfigureAwait(false);
            try
            {
                pending.TryRemove(key, out _);
                await ReconcileAsync(key.Namespace, key.Name).ConfigureAwait(false);
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
        catch (KubeException)
        {
            // Refused (quota, a webhook, a namespace on its way out): the next change tries again.
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
}
