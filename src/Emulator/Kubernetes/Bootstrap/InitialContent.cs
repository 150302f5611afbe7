using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Bootstrap;

/// <summary>What every new cluster holds: namespaces, RBAC's default roles, the API's own Service, one Node.</summary>
internal static class InitialContent
{
    private const string Rbac = "rbac.authorization.k8s.io/v1";
    private const int TemplatesMax = 1000;

    // By what they are made of: the same in each world, and many. Made when a second world wants them.
    private static readonly ConcurrentDictionary<string, Lazy<StoredTemplate>> Templates = new(StringComparer.Ordinal);

    /// <summary>Kinds whose objects are nothing but what is written in them: no status, no follow-ups.</summary>
    private static readonly string[] Plain =
    [
        $"{Rbac} ClusterRole", $"{Rbac} ClusterRoleBinding", $"{Rbac} Role", $"{Rbac} RoleBinding",
        "scheduling.k8s.io/v1 PriorityClass", "v1 ServiceAccount",
    ];

    public static async Task CreateAsync(KubeCore core, CancellationToken cancellation)
    {
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            await AddAsync(core, "v1", "Namespace", "", new JsonObject { ["metadata"] = Named(name) }, cancellation)
                .ConfigureAwait(false);
        }

        foreach (var role in DefaultRoles.ClusterRoles())
        {
            await AddAsync(core, Rbac, "ClusterRole", "", role, cancellation).ConfigureAwait(false);
        }

        foreach (var binding in DefaultRoles.ClusterRoleBindings())
        {
            await AddAsync(core, Rbac, "ClusterRoleBinding", "", binding, cancellation).ConfigureAwait(false);
        }

        foreach (var (name, value) in PriorityClassKind.SystemValues)
        {
            await AddAsync(core, "scheduling.k8s.io/v1", "PriorityClass", "", PriorityClass(name, value), cancellation)
                .ConfigureAwait(false);
        }

        if (core.Options.Node.Length > 0)
        {
            await AddAsync(core, "v1", "Node", "", Node(core), cancellation).ConfigureAwait(false);
            await AddAsync(core, "coordination.k8s.io/v1", "Lease", "kube-node-lease", NodeLease(core), cancellation)
                .ConfigureAwait(false);
        }

        await AddAsync(core, "v1", "Service", "default", Service(core), cancellation).ConfigureAwait(false);
        await AddGivenAsync(core, cancellation, isFresh: true).ConfigureAwait(false);
    }

    /// <summary>The objects and CRDs this world begins with, where there is none of the name.</summary>
    public static async Task AddGivenAsync(KubeCore core, CancellationToken cancellation, bool isFresh = false)
    {
        foreach (var given in core.Options.Objects)
        {
            var copy = given.DeepClone().AsObject();
            var apiVersion = ObjectFields.Text(copy, "apiVersion");
            var kind = ObjectFields.Text(copy, "kind");
            var ns = ObjectFields.Namespace(copy);
            if (core.Find(core.Kinds.FindKind(apiVersion, kind)!.StorageKey, ns, ObjectFields.Name(copy)) is null)
            {
                var madeOf = isFresh ? copy.ToJsonString() : null;
                await AddAsync(core, apiVersion, kind, ns, copy, cancellation, madeOf).ConfigureAwait(false);
            }
        }

        foreach (var crd in core.Options.Crds)
        {
            if (core.Find(Controllers.CustomResources.StorageKey, "", crd.Name) is null)
            {
                crd.Install(core);
            }
        }
    }

    /// <param name="core">The world.</param>
    /// <param name="apiVersion">Of the kind.</param>
    /// <param name="kindName">The kind.</param>
    /// <param name="ns">Where; empty: nowhere.</param>
    /// <param name="obj">The object; taken over.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="madeOf">What tells it from others of its name; null: it is nobody's copy.</param>
    private static async Task AddAsync(
        KubeCore core, string apiVersion, string kindName, string ns, JsonObject obj, CancellationToken cancellation,
        string? madeOf = "")
    {
        var kind = core.Kinds.FindKind(apiVersion, kindName)!;
        var text = madeOf is not null && Plain.Contains($"{apiVersion} {kindName}")
            ? $"{kindName}/{ns}/{ObjectFields.Name(obj)} {madeOf}"
            : null;
        if (text is not null && Templates.TryGetValue(text, out var template) && template.Value.Put(core, kind.StorageKey) is not null)
        {
            return;
        }

        Http.ObjectDecoding.Finish(kind, obj);
        var scope = new WriteScope
        {
            Core = core,
            User = KubeUser.Server,
            Kind = kind,
            Namespace = ns,
            Name = ObjectFields.Name(obj),
            Manager = "kube-apiserver",
            Cancellation = cancellation,
        };
        var status = obj["status"]?.DeepClone();
        var made = await ObjectCreation.CreateAsync(scope, obj).ConfigureAwait(false);
        if (text is not null && made.Stored is { } stored && Templates.Count < TemplatesMax)
        {
            Templates[text] = new Lazy<StoredTemplate>(() => StoredTemplate.Of(stored));
        }

        if (status is not null)
        {
            await ObjectUpdate.UpdateAsync(scope with { Subresource = "status" }, new UpdatePlan
            {
                Transform = current =>
                {
                    current!["status"] = status.DeepClone();
                    return ValueTask.FromResult(current);
                },
            }).ConfigureAwait(false);
        }
    }

    private static JsonObject Named(string name) => new() { ["name"] = name };

    private static JsonObject PriorityClass(string name, long value) => new()
    {
        ["metadata"] = Named(name),
        ["value"] = Wire.GoNumbers.Node(value),
        ["description"] = "Used for system critical pods that " + (name == "system-node-critical"
            ? "must not be moved from their current node."
            : "must run in the cluster, but can be moved to another node if necessary."),
    };

    private static JsonObject Service(KubeCore core) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "kubernetes",
            ["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" },
        },
        ["spec"] = new JsonObject
        {
            ["clusterIP"] = core.Options.ServiceNetwork + ".1",
            ["ports"] = new JsonArray(new JsonObject
            {
                ["name"] = "https",
                ["port"] = 443,
                ["protocol"] = "TCP",
                ["targetPort"] = 6443,
            }),
        },
    };

    /// <summary>
    /// The node's sign of life. A real kubelet renews it every ten seconds; here it stays as it is, or no world would ever
    /// be quiet.
    /// </summary>
    private static JsonObject NodeLease(KubeCore core) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = core.Options.Node,
            ["namespace"] = "kube-node-lease",
            ["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Node",
                ["name"] = core.Options.Node,
                ["uid"] = core.Find("nodes", "", core.Options.Node)?.Uid,
            }),
        },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = core.Options.Node,
            ["leaseDurationSeconds"] = 40,
            ["renewTime"] = core.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    private static JsonObject Node(KubeCore core) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = core.Options.Node,
            ["labels"] = new JsonObject
            {
                ["kubernetes.io/hostname"] = core.Options.Node,
                ["kubernetes.io/os"] = "linux",
                ["kubernetes.io/arch"] = "amd64",
                ["node-role.kubernetes.io/control-plane"] = "",
            },
        },
        ["spec"] = new JsonObject(),
        ["status"] = new JsonObject
        {
            ["capacity"] = Capacity(),
            ["allocatable"] = Capacity(),
            ["conditions"] = new JsonArray(
                Condition(core, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                Condition(core, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                Condition(core, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                Condition(core, "Ready", "True", "KubeletReady", "kubelet is posting ready status")),
            ["addresses"] = new JsonArray(
                new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" },
                new JsonObject { ["type"] = "Hostname", ["address"] = core.Options.Node }),
            ["nodeInfo"] = new JsonObject
            {
                ["kubeletVersion"] = "v1.36.0",
                ["kubeProxyVersion"] = "v1.36.0",
                ["osImage"] = "eso",
                ["containerRuntimeVersion"] = "eso://0.1",
                ["kernelVersion"] = "none",
                ["operatingSystem"] = "linux",
                ["architecture"] = "amd64",
                ["machineID"] = "",
                ["systemUUID"] = "",
                ["bootID"] = "",
            },
        },
    };

    private static JsonObject Condition(KubeCore core, string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastHeartbeatTime"] = StandardColumns.Timestamp(core.Now),
        ["lastTransitionTime"] = StandardColumns.Timestamp(core.Now),
        ["reason"] = reason,
        ["message"] = message,
    };

    private static JsonObject Capacity() => new() { ["cpu"] = "8", ["memory"] = "16Gi", ["pods"] = "110" };
}
