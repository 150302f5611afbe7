using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Controllers.Workloads;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Lets deleted claims go when no scheduled Pod names them any more, and deleted volumes when they are not bound.</summary>
internal sealed class VolumeProtection(KubeCore core) : IController
{
    private readonly ClusterClient client = new(core, "pvc-protection-controller");

    public string Name => "pvc-protection";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        var key = change.Table!.StorageKey;
        if (key == "pods" && change.Type == StoreEventType.Deleted)
        {
            foreach (var name in ClaimsOf(change.Object!.Parse()).Distinct(StringComparer.Ordinal))
            {
                if (core.Find("persistentvolumeclaims", change.Object.Namespace, name) is { } claim)
                {
                    await SettleAsync("PersistentVolumeClaim", StorageProtection.Claim, claim).ConfigureAwait(false);
                }
            }
        }
        else if (change.Type != StoreEventType.Deleted && StorageProtection.FinalizerOf(key) is { } finalizer)
        {
            await SettleAsync(
                finalizer == StorageProtection.Claim ? "PersistentVolumeClaim" : "PersistentVolume", finalizer, change.Object!)
                .ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> ClaimsOf(JsonObject pod) => Items(Child(pod, "spec"), "volumes").Select(v => v.Item).Select(v =>
        Child(v, "persistentVolumeClaim") is { } source ? Text(source, "claimName")
        : Child(v, "ephemeral") is not null ? $"{ObjectFields.Name(pod)}-{Text(v, "name")}" : "");

    private async ValueTask SettleAsync(string kind, string finalizer, StoredObject stored)
    {
        if (!stored.Head.Deleting || !stored.Head.Finalizers.Contains(finalizer) || IsUsed(finalizer, stored))
        {
            return;
        }

        await client.UpdateAsync(client.Kind("v1", kind), stored.Namespace, stored.Name, current =>
        {
            Claims.RemoveFinalizer(Ensure(current, "metadata"), finalizer);
            return true;
        }).ConfigureAwait(false);
    }

    // The kubelet starts no Pod whose claim is going: only those that are on a node count.
    private bool IsUsed(string finalizer, StoredObject stored) => finalizer == StorageProtection.Volume
        ? Text(Child(stored.Parse(), "status"), "phase") == "Bound"
        : ObjectReads.InNamespace(core.Store.Table("pods"), stored.Namespace).Select(p => p.Parse())
            .Any(p => Text(Child(p, "spec"), "nodeName").Length > 0 && ClaimsOf(p).Contains(stored.Name));
}
