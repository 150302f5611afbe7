using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>
/// ResourceQuota: counts what is created, or grown, against every quota of the namespace that it falls under, under one
/// lock so that two requests never share the last place.
/// </summary>
#pragma warning disable CA1001 // One per server, for its whole life; a SemaphoreSlim whose wait handle nobody asks for owns nothing.
internal sealed class ResourceQuotas : IAdmissionPlugin
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public string Name => "ResourceQuota";

    public async ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: "CREATE" or "UPDATE", Object: { } obj } || !attributes.Kind.Resource.Namespaced
            || attributes.Core.Store.Table("resourcequotas").Current.Count == 0 || !Concerns(attributes))
        {
            return;
        }

        await gate.WaitAsync(attributes.Cancellation).ConfigureAwait(false);
        try
        {
            var old = attributes.Operation == "UPDATE" ? attributes.Old : null;
            var charges = new List<(StoredObject Quota, List<KeyValuePair<string, Quantity>> Usage)>();
            foreach (var stored in ObjectReads.InNamespace(attributes.Core.Store.Table("resourcequotas"), attributes.Namespace).ToList())
            {
                if (Charge(attributes, stored, obj, old) is { Count: > 0 } usage)
                {
                    charges.Add((stored, usage));
                }
            }

            foreach (var (stored, usage) in attributes.DryRun ? [] : charges)
            {
                await WriteAsync(attributes.Core, stored, usage).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    // Updates count only where size can grow.
    private static bool Concerns(AdmissionAttributes attributes) => attributes.Operation == "CREATE"
        ? attributes.Subresource.Length == 0
        : (attributes.Subresource.Length == 0 && attributes.Kind.StorageKey is "services" or "persistentvolumeclaims")
            || (attributes.Subresource == "resize" && attributes.Kind.StorageKey == "pods");

    private static List<KeyValuePair<string, Quantity>> Charge(
        AdmissionAttributes attributes, StoredObject stored, JsonObject obj, JsonObject? old)
    {
        var quota = stored.Parse();
        // A quota that its controller has not seen yet counts as written: clients create into it at once.
        var hard = quota["status"]?["hard"] as JsonObject ?? quota["spec"]?["hard"] as JsonObject ?? [];
        if (hard.Count == 0 || !QuotaScopes.Match(quota, attributes.Kind, obj))
        {
            return [];
        }

        QuotaUsage.Demand(attributes, stored.Name, hard, obj);
        var before = old is null ? [] : QuotaUsage.Of(attributes.Kind, old, attributes.Core.Now);
        var delta = QuotaUsage.Of(attributes.Kind, obj, attributes.Core.Now)
            .Where(u => hard[u.Key] is not null)
            .Select(u => KeyValuePair.Create(u.Key, before.TryGetValue(u.Key, out var had) ? u.Value.Subtract(had) : u.Value))
            .Where(u => u.Value.Sign != 0 && (old is null || u.Value.Sign > 0 || attributes.Operation == "UPDATE"))
            .OrderBy(u => u.Key, StringComparer.Ordinal).ToList();
        var used = quota["status"]?["used"] as JsonObject ?? [];
        var over = new List<(string Name, string Requested, string Used, string Limited)>();
        foreach (var (name, amount) in delta.Where(d => d.Value.Sign > 0))
        {
            var there = QuotaUsage.Read(used[name]);
            if (there.Add(amount).CompareTo(QuotaUsage.Read(hard[name])) > 0)
            {
                over.Add((name, amount.ToString(), there.ToString(), hard[name]!.ToString()));
            }
        }

        if (over.Count > 0)
        {
            string Join(Func<(string Name, string Requested, string Used, string Limited), string> part) =>
                string.Join(",", over.Select(o => $"{o.Name}={part(o)}"));
            throw attributes.Forbid(
                $"exceeded quota: {stored.Name}, requested: {Join(o => o.Requested)}, used: {Join(o => o.Used)}, "
                + $"limited: {Join(o => o.Limited)}");
        }

        return delta;
    }

    private static async ValueTask WriteAsync(KubeCore core, StoredObject stored, List<KeyValuePair<string, Quantity>> usage)
    {
        var kind = core.Kinds.FindKind("", "v1", "ResourceQuota")!;
        var scope = WriteScope.Of(core, Access.KubeUser.Server, kind, stored.Namespace, stored.Name) with
        {
            Subresource = "status",
            Manager = "",
        };
        await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current =>
            {
                var used = ObjectFields.Ensure(ObjectFields.Ensure(current!, "status"), "used");
                foreach (var (name, amount) in usage)
                {
                    used[name] = QuotaUsage.Read(used[name]).Add(amount).ToString();
                }

                return ValueTask.FromResult(current!);
            },
        }).ConfigureAwait(false);
    }
}

#pragma warning restore CA1001
