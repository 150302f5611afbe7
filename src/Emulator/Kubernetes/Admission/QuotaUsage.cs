using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Controllers.Workloads;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>What one object uses of a quota.</summary>
internal static class QuotaUsage
{
    private static readonly HashSet<string> PlainCounts =
    [
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
    ];

    /// <summary>A quota on these makes every container say how much it wants.</summary>
    private static readonly string[] Demanded =
        ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    public static Dictionary<string, Quantity> Of(Kind kind, JsonObject obj, DateTimeOffset now)
    {
        var one = Quantity.FromInt64(1);
        var usage = new Dictionary<string, Quantity>(StringComparer.Ordinal)
        {
            [$"count/{kind.Resource.Qualified}"] = one,
        };
        if (kind.StorageKey == "pods")
        {
            AddPod(usage, obj, now);
        }
        else if (kind.Resource.Group.Length == 0 && PlainCounts.Contains(kind.Resource.Plural))
        {
            usage[kind.Resource.Plural] = one;
        }

        if (kind.StorageKey == "services")
        {
            AddService(usage, obj);
        }
        else if (kind.StorageKey == "persistentvolumeclaims")
        {
            AddClaim(usage, obj);
        }

        return usage;
    }

    /// <summary>True for a name that some object could ever use.</summary>
    public static bool IsTracked(string name) => name.StartsWith("count/", StringComparison.Ordinal)
        || PlainCounts.Contains(name) || name is "services.nodeports" or "services.loadbalancers" or "cpu" or "memory"
            or "ephemeral-storage" || name.StartsWith("requests.", StringComparison.Ordinal)
        || name.StartsWith("limits.", StringComparison.Ordinal) || name.StartsWith("hugepages-", StringComparison.Ordinal)
        || name.Contains(".storageclass.storage.k8s.io/", StringComparison.Ordinal);

    /// <summary>Refuses a Pod whose containers leave out what the quota counts.</summary>
    public static void Demand(AdmissionAttributes attributes, string quota, JsonObject hard, JsonObject pod)
    {
        if (attributes.Kind.StorageKey != "pods")
        {
            return;
        }

        var missing = new List<string>();
        foreach (var name in Demanded.Where(hard.ContainsKey))
        {
            var field = name.StartsWith("limits.", StringComparison.Ordinal) ? "limits" : "requests";
            var resource = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            var spec = Child(pod, "spec");
            if (Child(Child(spec, "resources"), field)?[resource] is not null)
            {
                continue;
            }

            var without = Items(spec, "containers").Concat(Items(spec, "initContainers"))
                .Where(c => Child(Child(c.Item, "resources"), field)?[resource] is null)
                .Select(c => Text(c.Item, "name")).Order(StringComparer.Ordinal).ToList();
            if (without.Count > 0)
            {
                missing.Add($"{name} for: {string.Join(",", without)}");
            }
        }

        if (missing.Count > 0)
        {
            throw attributes.Forbid($"failed quota: {quota}: must specify {string.Join("; ", missing)}");
        }
    }

    public static Quantity Read(JsonNode? value) => Quantity.Parse(value?.ToString() ?? "0", out _) ?? Quantity.Zero;

    private static void AddService(Dictionary<string, Quantity> usage, JsonObject obj)
    {
        var spec = Child(obj, "spec");
        var ports = Items(spec, "ports").Count();
        switch (Text(spec, "type"))
        {
            case "NodePort":
                usage["services.nodeports"] = Quantity.FromInt64(ports);
                break;
            case "LoadBalancer":
                usage["services.loadbalancers"] = Quantity.FromInt64(1);
                usage["services.nodeports"] = Quantity.FromInt64(
                    spec?["allocateLoadBalancerNodePorts"]?.ToJsonString() == "false"
                        ? Items(spec, "ports").Count(p => Number(p.Item, "nodePort") > 0)
                        : ports);
                break;
            default:
                break;
        }
    }

    private static void AddClaim(Dictionary<string, Quantity> usage, JsonObject claim)
    {
        var spec = Child(claim, "spec");
        var storage = Child(Child(spec, "resources"), "requests")?["storage"];
        var annotated = Text(Child(Child(claim, "metadata"), "annotations"), "volume.beta.kubernetes.io/storage-class");
        var className = annotated.Length > 0 ? annotated : Text(spec, "storageClassName");
        if (className.Length > 0)
        {
            usage[$"{className}.storageclass.storage.k8s.io/persistentvolumeclaims"] = Quantity.FromInt64(1);
        }

        if (storage is not null)
        {
            usage["requests.storage"] = Read(storage);
            if (className.Length > 0)
            {
                usage[$"{className}.storageclass.storage.k8s.io/requests.storage"] = Read(storage);
            }
        }
    }

    // A finished Pod, or one whose grace is over, is only an object.
    private static void AddPod(Dictionary<string, Quantity> usage, JsonObject pod, DateTimeOffset now)
    {
        var going = Times.Parse(Text(Child(pod, "metadata"), "deletionTimestamp"));
        if (PodReadiness.IsOver(pod) || going < now)
        {
            return;
        }

        usage["pods"] = Quantity.FromInt64(1);
        foreach (var (name, value) in PodResources.Of(pod, "requests"))
        {
            usage["requests." + name] = Read(value);
            if (name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                usage[name] = Read(value);
            }
        }

        foreach (var (name, value) in PodResources.Of(pod, "limits"))
        {
            usage["limits." + name] = Read(value);
        }
    }
}
