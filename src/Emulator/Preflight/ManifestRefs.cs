using System.Text;
using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Emulator.Preflight;

/// <summary>Credentials as far as they stand in the manifests: there is no cluster to ask.</summary>
internal sealed class ManifestRefs(ManifestIndex manifests) : ISecretRefs
{
    public Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
        Task.FromResult(Values(ns, name)?.TryGetValue(key, out var value) == true ? value : (SecretBytes?)null);

    public Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, SecretBytes>?>(Values(ns, name));

    public Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
        Task.FromResult(manifests.Find("ConfigMap", ns, name)?.Object["data"]?[key]?.ToString());

    public Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(string ns, string name, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(manifests.Find("ServiceAccount", ns, name) is { } account
            ? (account.Object["metadata"]?["annotations"] as JsonObject ?? []).ToDictionary(p => p.Key, p => p.Value?.ToString() ?? "", StringComparer.Ordinal)
            : null);

    public Task<SecretBytes> ServiceAccountTokenAsync(
        string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel) =>
        throw new ProviderException(Failure.Invalid, $"ServiceAccount {ns}/{name} has no token without a cluster");

    private Dictionary<string, SecretBytes>? Values(string ns, string name)
    {
        if (manifests.Find("Secret", ns, name) is not { } secret)
        {
            return null;
        }

        var values = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, value) in secret.Object["data"] as JsonObject ?? [])
        {
            var bytes = new byte[value?.ToString().Length ?? 0];
            values[key] = Convert.TryFromBase64String(value?.ToString() ?? "", bytes, out var length)
                ? new SecretBytes(bytes.AsMemory(0, length).ToArray())
                : SecretBytes.FromText("");
        }

        foreach (var (key, value) in secret.Object["stringData"] as JsonObject ?? [])
        {
            values[key] = new SecretBytes(Encoding.UTF8.GetBytes(value?.ToString() ?? ""));
        }

        return values;
    }
}
