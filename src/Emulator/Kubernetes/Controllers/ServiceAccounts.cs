using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Every namespace has a ServiceAccount <c>default</c> and a ConfigMap with the cluster's CA; they come back.</summary>
internal sealed class ServiceAccounts(KubeCore core) : IController
{
    private const string RootCa = "kube-root-ca.crt";
    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
        + "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    private readonly ClusterClient client = new(core, "service-account-controller");

    public string Name => "serviceaccount";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        var at = change.Object!;
        switch (change.Table!.StorageKey)
        {
            case "namespaces" when change.Type != StoreEventType.Deleted && !at.Head.Deleting:
                await EnsureAsync(at.Name).ConfigureAwait(false);
                break;
            case "serviceaccounts" when at.Name == "default" && change.Type == StoreEventType.Deleted:
            case "configmaps" when at.Name == RootCa && change.Type != StoreEventType.Added:
                if (core.Find("namespaces", "", at.Namespace) is { Head.Deleting: false })
                {
                    await EnsureAsync(at.Namespace).ConfigureAwait(false);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Also called as part of a namespace's creation, so that Pods can follow at once.</summary>
    public async ValueTask EnsureAsync(string ns)
    {
        if (core.Find("serviceaccounts", ns, "default") is null)
        {
            await client.CreateAsync(client.Kind("v1", "ServiceAccount"), new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = ns },
            }).ConfigureAwait(false);
        }

        var kind = client.Kind("v1", "ConfigMap");
        var data = new JsonObject { ["ca.crt"] = core.Certificates.Pem };
        if (core.Find("configmaps", ns, RootCa) is not { } stored)
        {
            await client.CreateAsync(kind, new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = RootCa,
                    ["namespace"] = ns,
                    ["annotations"] = new JsonObject { ["kubernetes.io/description"] = Description },
                },
                ["data"] = data,
            }).ConfigureAwait(false);
        }
        else if (!JsonNode.DeepEquals(stored.Parse()["data"], data))
        {
            await client.UpdateAsync(kind, ns, RootCa, obj =>
            {
                obj["data"] = data.DeepClone();
                return true;
            }).ConfigureAwait(false);
        }
    }
}
