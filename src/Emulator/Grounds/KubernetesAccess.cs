using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Discovery;

namespace Eso.Emulator.Grounds;

/// <summary>The Kubernetes calls of steps and commands, over our own client.</summary>
internal sealed class KubernetesAccess(KubeClient client) : IKubernetesAccess
{
    private static readonly WriteOptions Applying = new() { FieldManager = "eso-scenario", Force = true, FieldValidation = "Strict" };
    private static readonly WriteOptions Creating = new() { FieldManager = "eso-scenario", FieldValidation = "Strict" };
    private readonly RestMapper mapper = new(client);

    public async Task<JsonObject?> GetAsync(ObjectKey key, CancellationToken cancel) =>
        await client.FindAsync(await TypeAsync(key.ApiVersion, key.Kind, cancel), key.Namespace, key.Name, cancel);

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string apiVersion, string kind, string? ns, CancellationToken cancel) =>
        await client.ListAsync(await TypeAsync(apiVersion, kind, cancel), ns, cancel);

    public async Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancel)
    {
        var type = await TypeAsync((string)manifest["apiVersion"]!, (string)manifest["kind"]!, cancel);
        var metadata = (JsonObject)manifest["metadata"]!;
        var ns = type.Namespaced ? (string?)metadata["namespace"] ?? client.Connection.Namespace : null;
        if ((string?)metadata["name"] is not { } name)
        {
            return await client.CreateAsync(type, ns, manifest, cancel);
        }

        try
        {
            // Most manifests are new: one request then, and no managed fields to merge.
            return await client.CreateAsync(type, ns, manifest, cancel, Creating);
        }
        catch (KubeException e) when (e.IsAlreadyExists)
        {
            return await client.PatchAsync(type, ns, name, PatchKind.Apply, manifest, cancel, Applying);
        }
    }

    public async Task<JsonObject> MergePatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancel) =>
        await client.PatchAsync(
            await TypeAsync(key.ApiVersion, key.Kind, cancel), key.Namespace, key.Name, PatchKind.Merge, patch, cancel);

    public async Task<bool> DeleteAsync(ObjectKey key, CancellationToken cancel) =>
        await client.DeleteAsync(await TypeAsync(key.ApiVersion, key.Kind, cancel), key.Namespace, key.Name, cancel,
            new DeleteOptions { Propagation = "Background" });

    public Task<string> LogsAsync(string ns, string pod, string? container, CancellationToken cancel) =>
        client.GetTextAsync(
            $"api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/log"
            + (container is null ? "" : $"?container={Uri.EscapeDataString(container)}"), cancel);

    private async Task<ResourceType> TypeAsync(string apiVersion, string kind, CancellationToken cancel) =>
        await mapper.FindAsync(apiVersion, kind, cancel)
        ?? throw new KubeException(404, "NotFound", $"no matches for kind \"{kind}\" in version \"{apiVersion}\"");
}
