using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Testing;

/// <summary>The Kubernetes side of a world. Objects are JSON, as the API server gives them.</summary>
public sealed class EsoKubernetes
{
    private readonly IGround ground;

    internal EsoKubernetes(IGround ground) => this.ground = ground;

    /// <summary>Creates or updates objects from YAML or JSON text, several separated by <c>---</c>.</summary>
    /// <exception cref="EsoExpectationException">The text is no manifest; the message has line and column.</exception>
    public Task ApplyAsync(string manifests, CancellationToken cancel = default) =>
        ApplyAsync(() => Manifests.Parse(manifests, "manifest"), cancel);

    /// <summary>As <see cref="ApplyAsync(string, CancellationToken)"/>, from a file or all files of a folder.</summary>
    /// <param name="path">A relative path is looked up beside the calling source file, then here.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <param name="caller">Left to the compiler.</param>
    public Task ApplyFileAsync(string path, CancellationToken cancel = default, [CallerFilePath] string caller = "") =>
        ApplyAsync(() => Manifests.Load(BesideCaller.Find(path, caller)), cancel);

    /// <summary>Creates a namespace.</summary>
    public Task CreateNamespaceAsync(string name, CancellationToken cancel = default) => ground.Kubernetes.ApplyAsync(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name },
    }, cancel);

    /// <summary>One object; null when it is not there.</summary>
    /// <param name="kind">The kind, e.g. <c>ExternalSecret</c>.</param>
    /// <param name="ns">The namespace; anything for cluster-wide kinds.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="apiVersion">Only for kinds that are not known by their name alone.</param>
    /// <param name="cancel">Gives it up.</param>
    public Task<JsonObject?> GetAsync(
        string kind, string ns, string name, string? apiVersion = null, CancellationToken cancel = default) =>
        ground.Kubernetes.GetAsync(StepRun.Key(kind, ns, name, apiVersion), cancel);

    /// <summary>All objects of a kind, of one namespace or (null) of all.</summary>
    public Task<IReadOnlyList<JsonObject>> ListAsync(
        string apiVersion, string kind, string? ns = null, CancellationToken cancel = default) =>
        ground.Kubernetes.ListAsync(apiVersion, kind, ns, cancel);

    /// <summary>A Secret's data, decoded; null when there is no such Secret.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>?> GetSecretAsync(string ns, string name, CancellationToken cancel = default)
    {
        var found = await GetAsync("Secret", ns, name, cancel: cancel);
        return found is null ? null : ((found["data"] as JsonObject) ?? [])
            .ToDictionary(p => p.Key, p => Convert.FromBase64String((string)p.Value!), StringComparer.Ordinal);
    }

    /// <summary>Changes an object by a JSON merge patch, written as JSON or YAML.</summary>
    public async Task PatchAsync(
        string kind, string ns, string name, string mergePatch, string? apiVersion = null, CancellationToken cancel = default)
    {
        var patch = YamlText.ToJson(YamlText.Read(mergePatch, "patch")[0], "patch") as JsonObject
            ?? throw new EsoExpectationException("a merge patch is a mapping");
        await ground.Kubernetes.MergePatchAsync(StepRun.Key(kind, ns, name, apiVersion), patch, cancel);
    }

    /// <summary>Deletes an object; false when it was not there.</summary>
    public Task<bool> DeleteAsync(
        string kind, string ns, string name, string? apiVersion = null, CancellationToken cancel = default) =>
        ground.Kubernetes.DeleteAsync(StepRun.Key(kind, ns, name, apiVersion), cancel);

    /// <summary>A container's log so far.</summary>
    public Task<string> LogsAsync(string ns, string pod, string? container = null, CancellationToken cancel = default) =>
        ground.Kubernetes.LogsAsync(ns, pod, container, cancel);

    private async Task ApplyAsync(Func<IReadOnlyList<JsonObject>> read, CancellationToken cancel)
    {
        IReadOnlyList<JsonObject> manifests;
        try
        {
            manifests = read();
        }
        catch (ScenarioError e)
        {
            throw new EsoExpectationException(e.Message, e);
        }

        foreach (var manifest in manifests)
        {
            await ground.Kubernetes.ApplyAsync(manifest, cancel);
        }
    }
}
