using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Keeps status.hard and status.used of ResourceQuotas right, above all after deletions.</summary>
internal sealed class QuotaStatus(KubeCore core) : IController
{
    private readonly ClusterClient client = new(core, "resourcequota-controller");

    public string Name => "resourcequota";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        var at = change.Object!;
        var table = core.Store.Table("resourcequotas");
        if (table.Current.Count == 0 || at.Namespace.Length == 0)
        {
            return;
        }

        if (change.Table!.StorageKey == "resourcequotas")
        {
            if (change.Type != StoreEventType.Deleted && table.Find(at.Namespace, at.Name) is { } now)
            {
                await CountAsync(now).ConfigureAwait(false);
            }
        }
        else if (change.Type != StoreEventType.Modified || change.Table.StorageKey is "pods" or "services" or "persistentvolumeclaims")
        {
            foreach (var quota in ObjectReads.InNamespace(table, at.Namespace).ToList())
            {
                await CountAsync(quota).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CountAsync(StoredObject stored)
    {
        var quota = stored.Parse();
        if (quota["spec"]?["hard"] is not JsonObject hard)
        {
            return;
        }

        var used = hard.Where(h => QuotaUsage.IsTracked(h.Key))
            .ToDictionary(h => h.Key, _ => Quantity.Zero, StringComparer.Ordinal);
        foreach (var table in core.Store.Tables)
        {
            if (core.Kinds.ByStorage(table.StorageKey) is not [{ Resource.Namespaced: true } kind, ..] || !Concerns(kind, hard))
            {
                continue;
            }

            foreach (var counted in ObjectReads.InNamespace(table, stored.Namespace))
            {
                var obj = counted.Parse();
                if (!QuotaScopes.Match(quota, kind, obj))
                {
                    continue;
                }

                foreach (var (name, amount) in QuotaUsage.Of(kind, obj, core.Now))
                {
                    if (used.TryGetValue(name, out var sum))
                    {
                        used[name] = sum.Add(amount);
                    }
                }
            }
        }

        var status = new JsonObject { ["hard"] = hard.DeepClone(), ["used"] = Show(used) };
        if (JsonNode.DeepEquals(quota["status"], status))
        {
            return;
        }

        await client.UpdateAsync(client.Kind("v1", "ResourceQuota"), stored.Namespace, stored.Name, obj =>
        {
            obj["status"] = status.DeepClone();
            return true;
        }, "status").ConfigureAwait(false);
    }

    private static JsonObject Show(Dictionary<string, Quantity> used)
    {
        var shown = new JsonObject();
        foreach (var (name, amount) in used)
        {
            shown[name] = amount.ToString();
        }

        return shown;
    }

    private static bool Concerns(Kind kind, JsonObject hard) => hard.Any(h =>
        h.Key == "count/" + kind.Resource.Qualified || h.Key == kind.Resource.Plural
        || kind.StorageKey is "pods" or "services" or "persistentvolumeclaims");
}
