using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Controllers;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>The runner's view of the API over this server's store: reads from it, writes through the usual verbs.</summary>
internal sealed class StorePodApi(KubeCore core) : IPodApi
{
    private readonly KubeUser kubelet =
        new($"system:node:{core.Options.Node}", [KubeUser.Masters, "system:nodes", KubeUser.Authenticated]);

    private readonly Dictionary<string, Action<PodApiEvent>> watchers = new(StringComparer.Ordinal);
    private readonly EventRecorder recorder = new(core, "kubelet", core.Options.Node);

    public IDisposable Watch(string storageKey, Action<PodApiEvent> changed)
    {
        lock (watchers)
        {
            watchers[storageKey] = changed;
        }

        return new Subscription(() =>
        {
            lock (watchers)
            {
                watchers.Remove(storageKey);
            }
        });
    }

    /// <summary>Passes a change of the store on.</summary>
    public void Changed(StoreEvent change)
    {
        if (change.Table is not { } table || change.Object is not { } stored)
        {
            return;
        }

        Action<PodApiEvent>? watcher;
        lock (watchers)
        {
            watcher = watchers.GetValueOrDefault(table.StorageKey);
        }

        watcher?.Invoke(new PodApiEvent(stored.Parse, stored.Namespace, change.Type == StoreEventType.Deleted));
    }

    public JsonObject? Get(string storageKey, string space, string name) => core.Find(storageKey, space, name)?.Parse();

    public IReadOnlyList<JsonObject> List(string storageKey, string space) =>
        [.. ObjectReads.InNamespace(core.Store.Table(storageKey), space).Select(o => o.Parse())];

    public Task BindAsync(string space, string name, string node, CancellationToken cancellation) =>
        TryAsync(() => ObjectUpdate.UpdateAsync(
            Scope(space, name, cancellation) with { Subresource = "binding", Manager = "" },
            new UpdatePlan
            {
                Transform = current =>
                {
                    if (ObjectFields.Text(ObjectFields.Child(current, "spec"), "nodeName").Length == 0)
                    {
                        PodPlacement.Assign(current!, node, core.Now);
                    }

                    return ValueTask.FromResult(current!);
                },
                Prepare = static (_, _) => { },
                IsAdmitted = true,
            }));

    public Task UpdateStatusAsync(
        string space,
        string name,
        string uid,
        Func<JsonObject, JsonObject?> change,
        CancellationToken cancellation)
    {
        var plan = new UpdatePlan
        {
            Transform = current =>
            {
                var same = ObjectFields.Text(ObjectFields.Child(current, "metadata"), "uid") == uid;
                if (same && change(current!) is { } status)
                {
                    current!["status"] = status;
                }

                return ValueTask.FromResult(current!);
            },
        };
        return TryAsync(async () =>
        {
            try
            {
                return await ObjectUpdate.UpdateAsync(Scope(space, name, cancellation) with { Subresource = "status" }, plan)
                    .ConfigureAwait(false);
            }
            catch (KubeException e) when (e.Code == 422)
            {
                // Somebody made the Pod such that no status of ours fits it: they are to see why it stands still.
                if (Get("pods", space, name) is { } pod)
                {
                    Record(pod, "Warning", "FailedStatusUpdate", e.Message);
                }

                return default;
            }
        });
    }

    public Task DeleteAsync(string space, string name, string uid, CancellationToken cancellation) =>
        TryAsync(() => ObjectDeletion.DeleteAsync(
            Scope(space, name, cancellation), new DeleteOptions { GracePeriodSeconds = 0, Uid = uid }));

    public void Record(JsonObject pod, string type, string reason, string message, string field = "") => recorder.Record(
        pod, type, reason, message, reason is "Scheduled" or "FailedScheduling" ? "default-scheduler" : null, field);

    public string? Token(string space, string account, string? audience, long expirationSeconds, JsonObject pod)
    {
        if (core.Find("serviceaccounts", space, account) is not { } stored)
        {
            return null;
        }

        var wanted = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["audiences"] = audience is null ? null : new JsonArray(audience),
                ["expirationSeconds"] = expirationSeconds,
                ["boundObjectRef"] = new JsonObject
                {
                    ["kind"] = "Pod",
                    ["apiVersion"] = "v1",
                    ["name"] = ObjectFields.Name(pod),
                    ["uid"] = ObjectFields.Text(ObjectFields.Child(pod, "metadata"), "uid"),
                },
            },
        };
        var issued = TokenRequests.Issue(core, stored, wanted);
        return ObjectFields.Text(ObjectFields.Child(issued, "status"), "token");
    }

    /// <summary>Writes that come too late (the Pod or its namespace is gone) are dropped.</summary>
    private static async Task TryAsync<T>(Func<Task<T>> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (KubeException e) when (e.Code is 403 or 404 or 409)
        {
            // The watch will tell what has become of it.
        }
    }

    private WriteScope Scope(string space, string name, CancellationToken cancellation) =>
        WriteScope.Of(core, kubelet, core.Kinds.FindKind("", "v1", "Pod")!, space, name) with
        {
            Manager = "kubelet",
            Cancellation = cancellation,
        };

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
