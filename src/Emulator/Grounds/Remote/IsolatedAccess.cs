using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>A scenario's Kubernetes calls with its world's names, and a memory of what it made.</summary>
internal sealed class IsolatedKubernetes(IKubernetesAccess inner, Isolation isolation) : IKubernetesAccess
{
    /// <summary>Where events about cluster-wide objects are.</summary>
    private const string ClusterEvents = "default";

    private readonly List<ObjectKey> made = [];
    private readonly HashSet<string> namespaces = new(StringComparer.Ordinal);

    /// <summary>Everything the scenario applied, newest first, by its real names.</summary>
    public IReadOnlyList<ObjectKey> Made => [.. Enumerable.Reverse(made)];

    /// <summary>Something made beside the scenario goes with what it made.</summary>
    public void Remember(ObjectKey key) => made.Add(key);

    public async Task<JsonObject?> GetAsync(ObjectKey key, CancellationToken cancel) =>
        isolation.Plain(await TranslatedAsync(() => inner.GetAsync(isolation.Key(key), cancel))) as JsonObject;

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string apiVersion, string kind, string? ns, CancellationToken cancel)
    {
        var found = await inner.ListAsync(apiVersion, kind, ns is null ? null : isolation.Namespace(ns), cancel);
        if (kind == "Event" && ns == ClusterEvents)
        {
            found = [.. found, .. (await inner.ListAsync(apiVersion, kind, ClusterEvents, cancel)).Where(IsOurs)];
        }

        return found.Where(o => ns is not null || IsOurs(o)).Select(o => (JsonObject)isolation.Plain(o)!).ToList();
    }

    public async Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancel)
    {
        var mapped = isolation.Manifest(manifest);
        var metadata = (JsonObject)mapped["metadata"]!;
        if ((string?)metadata["namespace"] is { } ns && ns == isolation.Namespace("default") && namespaces.Add(ns))
        {
            // The stand-in for "default" is made when it is first used.
            await inner.ApplyAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = ns },
            }, cancel);
            made.Add(new ObjectKey("v1", "Namespace", null, ns));
        }

        var answer = await TranslatedAsync(() => inner.ApplyAsync(mapped, cancel));
        made.Add(ObjectKey.Of(answer));
        return (JsonObject)isolation.Plain(answer)!;
    }

    public async Task<JsonObject> MergePatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancel) =>
        (JsonObject)isolation.Plain(await TranslatedAsync(() => inner.MergePatchAsync(isolation.Key(key), Patch(key, patch), cancel)))!;

    public Task<bool> DeleteAsync(ObjectKey key, CancellationToken cancel) => inner.DeleteAsync(isolation.Key(key), cancel);

    public Task<string> LogsAsync(string ns, string pod, string? container, CancellationToken cancel) =>
        inner.LogsAsync(isolation.Namespace(ns), pod, container, cancel);

    private bool IsOurs(JsonObject found) => IsMarked(found["metadata"])
        || (found["involvedObject"] is JsonObject { } about && about["namespace"] is null && IsMarked(about));

    private bool IsMarked(JsonNode? named) =>
        ((string?)named?["namespace"] ?? (string?)named?["name"] ?? "").EndsWith(isolation.Suffix, StringComparison.Ordinal);

    private JsonObject Patch(ObjectKey key, JsonObject patch)
    {
        // Mapped as a manifest of its kind and name, without the parts a patch does not have.
        var whole = (JsonObject)patch.DeepClone();
        whole["kind"] = key.Kind;
        var named = whole["metadata"] as JsonObject ?? [];
        whole["metadata"] = named;
        named["name"] ??= key.Name;
        named["namespace"] ??= key.Namespace;
        var mapped = isolation.Manifest(whole);
        mapped.Remove("kind");
        if (patch["metadata"] is not JsonObject given)
        {
            mapped.Remove("metadata");
        }
        else
        {
            foreach (var part in new[] { "name", "namespace" }.Where(p => !given.ContainsKey(p)))
            {
                ((JsonObject)mapped["metadata"]!).Remove(part);
            }
        }

        return mapped;
    }

    /// <summary>Refusals name the world's own names: scenarios compare them.</summary>
    private async Task<T> TranslatedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (KubeException e) when (e.Message.Contains(isolation.Suffix, StringComparison.Ordinal))
        {
            throw new KubeException(e.Code, e.Reason, isolation.Plain(e.Message));
        }
    }
}

/// <summary>A scenario's AWS calls with its world's names.</summary>
internal sealed class IsolatedAws(IAwsAccess inner, Isolation isolation) : IAwsAccess
{
    private static readonly string[] Names = ["Name", "SecretId", "Path", "ResourceId"];
    private static readonly string[] Lists = ["Names", "SecretIdList"];

    public async Task<JsonObject> CallAsync(
        string service, string operation, JsonObject request, string? region, CancellationToken cancel)
    {
        if (service is not ("secretsmanager" or "ssm"))
        {
            return await inner.CallAsync(service, operation, request, region, cancel);
        }

        foreach (var key in Names.Where(k => request[k] is JsonValue))
        {
            request[key] = isolation.AwsName(request[key]!.ToString());
        }

        foreach (var key in Lists.Where(k => request[k] is JsonArray))
        {
            request[key] = new JsonArray([.. ((JsonArray)request[key]!).Select(v => (JsonNode)isolation.AwsName(v!.ToString()))]);
        }

        try
        {
            return (JsonObject)isolation.Plain(await inner.CallAsync(service, operation, request, region, cancel))!;
        }
        catch (AwsRefusedException e)
        {
            throw new AwsRefusedException(operation, e.Code, e.Status, isolation.Plain(e.Text));
        }
    }
}
