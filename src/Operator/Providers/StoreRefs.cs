using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;

namespace Eso.Operator.Providers;

/// <summary>ESO's rules and texts for what a store refers to.</summary>
internal static class StoreRefs
{
    public const string NamespacedKind = "SecretStore";
    public const string ClusterKind = "ClusterSecretStore";

    private const string NamespaceTail =
        "namespace should either be empty or match the namespace of the SecretStore for a namespaced SecretStore";

    /// <summary>The namespace a selector reads from: its own counts for cluster stores only.</summary>
    public static string NamespaceOf(StoreContext store, string? selected) =>
        store.Kind == ClusterKind && !string.IsNullOrEmpty(selected) ? selected : store.CallerNamespace;

    /// <summary>The authorities of a PEM bundle; null when there is none.</summary>
    /// <exception cref="ProviderException">ESO's text.</exception>
    public static X509Certificate2Collection? Roots(string? pem)
    {
        if (pem is null)
        {
            return null;
        }

        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            return roots;
        }
        catch (CryptographicException e)
        {
            throw new ProviderException(Failure.Invalid, "failed to decode ca bundle: failed to parse PEM", e);
        }
    }

    /// <summary>A key of a Secret.</summary>
    /// <exception cref="ProviderException">ESO's text.</exception>
    public static async Task<SecretBytes> SecretKeyAsync(
        StoreContext store, SelectorRef selector, CancellationToken cancel)
    {
        var ns = NamespaceOf(store, selector.Namespace);
        var secret = await store.Refs.SecretAsync(ns, selector.Name, cancel)
            ?? throw new ProviderException(
                Failure.Invalid,
                $"cannot get Kubernetes secret \"{selector.Name}\" from namespace \"{ns}\": "
                + $"secrets \"{selector.Name}\" not found");
        return secret.TryGetValue(selector.Key, out var value)
            ? value
            : throw new ProviderException(Failure.Invalid, $"cannot find secret data for key: \"{selector.Key}\"");
    }

    /// <summary>The PEM text that a <c>caProvider</c> names.</summary>
    /// <exception cref="ProviderException">It is not there.</exception>
    public static async Task<string> AuthorityAsync(StoreContext store, JsonObject provider, CancellationToken cancel)
    {
        var (type, name, key) = (provider.Text("type"), provider.Text("name"), provider.Text("key"));
        var ns = NamespaceOf(store, provider.TextOrNull("namespace"));
        var pem = type == "ConfigMap"
            ? await store.Refs.ConfigMapKeyAsync(ns, name, key, cancel)
            : (await store.Refs.SecretKeyAsync(ns, name, key, cancel))?.RevealText();
        return pem ?? throw new ProviderException(
            Failure.Invalid, $"failed to get cert from CAProvider: cannot find key \"{key}\" in {type} {ns}/{name}");
    }

    /// <summary>The problem of a selector's namespace as admission words it; null when there is none.</summary>
    public static string? Problem(StoreContext store, string field, string? selected) =>
        store.Kind != ClusterKind && selected is not null && selected != store.StoreNamespace
            ? $"invalid {field}: {NamespaceTail}"
            : null;
}
