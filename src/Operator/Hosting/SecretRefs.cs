using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Hosting;

/// <summary>How providers reach credentials in the cluster: live reads, so that a mended Secret counts at once.</summary>
internal sealed class SecretRefs(KubeClient client) : ISecretRefs
{
    public async Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel)
    {
        var secret = await client.FindAsync(CoreTypes.Secret, ns, name, cancel);
        return secret is null ? null : SecretData.Value(secret.Object("data"), key);
    }

    public async Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel)
    {
        var secret = await client.FindAsync(CoreTypes.Secret, ns, name, cancel);
        return secret is null ? null : SecretData.Read(secret);
    }

    public async Task<IReadOnlyDictionary<string, string>?> SecretLabelsAsync(
        string ns, string name, CancellationToken cancel)
    {
        var secret = await client.FindMetadataAsync(CoreTypes.Secret, ns, name, cancel);
        return secret?.Metadata().TextMap("labels");
    }

    public async Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel)
    {
        var map = await client.FindAsync(CoreTypes.ConfigMap, ns, name, cancel);
        return map?.Object("data").TextOrNull(key);
    }

    public async Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(
        string ns, string name, CancellationToken cancel)
    {
        var account = await client.FindAsync(CoreTypes.ServiceAccount, ns, name, cancel);
        return account is null ? null : account.Metadata().TextMap("annotations");
    }

    public async Task<SecretBytes> ServiceAccountTokenAsync(
        string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel)
    {
        try
        {
            return SecretBytes.FromText(await client.CreateTokenAsync(ns, name, audiences, lifetime, cancel));
        }
        catch (KubeException e)
        {
            var failure = e.IsForbidden ? Failure.Denied : e.IsUnreachable ? Failure.Unavailable : Failure.Invalid;
            throw new ProviderException(failure, e.Message, e);
        }
    }
}

/// <summary>The data of Secrets: base64 on the wire, bytes here.</summary>
internal static class SecretData
{
    public static SecretBytes? Value(JsonObject? data, string key) =>
        data.TextOrNull(key) is { } text ? new SecretBytes(Decode(text)) : null;

    public static Dictionary<string, SecretBytes> Read(JsonObject secret)
    {
        var values = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, text) in secret.TextMap("data"))
        {
            values[key] = new SecretBytes(Decode(text));
        }

        return values;
    }

    public static string Encode(SecretBytes value) => Convert.ToBase64String(value.Reveal().Span);

    private static byte[] Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            // The API server stores nothing but base64.
            return [];
        }
    }
}
