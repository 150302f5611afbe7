using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>ResourceQuota: counts of objects and the sums of Pods' requests and limits, checked and charged at creation.</summary>
/// <remarks>Not emulated: scopes and scope selectors.</remarks>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle nobody asks for owns nothing.
internal sealed class ResourceQuotas : IAdmissionPlugin
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public string Name => "ResourceQuota";

    public async ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: "CREATE", Subresource: "", Object: { } obj } || !attributes.Kind.Resource.Namespaced
            || attributes.Core.Store.Table("resourcequotas").Current.Count == 0)
        {
            return;
        }

        await gate.WaitAsync(attributes.Cancellation).ConfigureAwait(false);
        try
        {
            foreach (var stored in ObjectReads.InNamespace(attributes.Core.Store.Table("resourcequotas"), attributes.Namespace).ToList())
            {
                await ChargeAsync(attributes, stored, obj).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private static async ValueTask ChargeAsync(AdmissionAttributes attributes, StoredObject stored, JsonObject obj)
    {
        var quota = stored.Parse();
        var hard = quota["status"]?["hard"] as JsonObject ?? quota["spec"]?["hard"] as JsonObject ?? [];
        var usage = QuotaUsage.Of(attributes.Kind, obj).Where(u => hard[u.Key] is not null).ToList();
        if (usage.Count == 0)
        {
            return;
        }

        var used = quota["status"]?["used"] as JsonObject ?? [];
        var over = new List<(string Name, string Requested, string Used, string Limited)>();
        foreach (var (name, amount) in usage.OrderBy(u => u.Key, StringComparer.Ordinal))
        {
            var before = QuotaUsage.Read(used[name]);
            var limit = QuotaUsage.Read(hard[name]);
            if (before.Add(amount).CompareTo(limit) > 0)
            {
                over.Add((name, amount.ToString(), before.ToString(), hard[name]!.ToString()));
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

        if (!attributes.DryRun)
        {
            await WriteAsync(attributes.Core, stored, usage).ConfigureAwait(false);
        }
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
/// <summary>What one object uses of a quota.</summary>
internal static class QuotaUsage
{
    private static readonly HashSet<string> PlainCounts =
    [
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
    ];

    public static Dictionary<string, Quantity> Of(Kind kind, JsonObject obj)
    {
        var one = Quantity.Parse("1", out _)!;
        var usage = new Dictionary<string, Quantity>(StringComparer.Ordinal)
        {
            [$"count/{kind.Resource.Qualified}"] = one,
        };
        if (kind.Resource.Group.Length == 0 && PlainCounts.Contains(kind.Resource.Plural))
        {
            usage[kind.Resource.Plural] = one;
        }

        if (kind.StorageKey == "pods")
        {
            AddPod(usage, obj);
        }
        else if (kind.StorageKey == "services")
        {
            AddService(usage, obj, one);
        }

        return usage;
    }

    public static Quantity Read(JsonNode? value) =>
        Quantity.Parse(value?.ToString() ?? "0", out _) ?? Quantity.Parse("0", out _)!;

    private static void AddService(Dictionary<string, Quantity> usage, JsonObject obj, Quantity one)
    {
        switch (ObjectFields.Text(obj["spec"] as JsonObject, "type"))
        {
            case "NodePort":
                usage["services.nodeports"] = one;
                break;
            case "LoadBalancer":
                usage["services.loadbalancers"] = one;
                usage["services.nodeports"] = one;
                break;
            default:
                break;
        }
    }

    private static void AddPod(Dictionary<string, Quantity> usage, JsonObject pod)
    {
        foreach (var (_, container) in ObjectFields.Items(pod["spec"] as JsonObject, "containers"))
        {
            var resources = container["resources"] as JsonObject;
            foreach (var (name, value) in resources?["requests"] as JsonObject ?? [])
            {
                Add(usage, "requests." + name, value);
                Add(usage, name, value);
            }

            foreach (var (name, value) in resources?["limits"] as JsonObject ?? [])
            {
                Add(usage, "limits." + name, value);
            }
        }
    }

    private static void Add(Dictionary<string, Quantity> usage, string name, JsonNode? value) =>
        usage[name] = usage.TryGetValue(name, out var sum) ? sum.Add(Read(value)) : Read(value);
}
