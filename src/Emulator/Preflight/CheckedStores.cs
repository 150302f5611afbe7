using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;

namespace Eso.Emulator.Preflight;

/// <summary>A store as a preflight can use it.</summary>
/// <param name="Client">The connection; null when there is none to be had.</param>
/// <param name="Problem">Why not; null when it can.</param>
/// <param name="Note">What had to be assumed; null when nothing.</param>
/// <param name="Where">Service and region, for people.</param>
internal sealed record CheckedStore(ISecretsClient? Client, string? Problem, string? Note, string Where);

/// <summary>
/// The stores of the manifests, opened with the operator's own provider. Credentials that do not stand in the manifests are
/// replaced by the caller's own.
/// </summary>
internal sealed class CheckedStores(ManifestIndex manifests, ProviderServices services)
{
    private readonly ProviderRegistry providers = new(services);
    private readonly ManifestRefs refs = new(manifests);
    private readonly ConcurrentDictionary<(string Kind, string Name, string Namespace), Task<CheckedStore>> opened = new();

    public Task<CheckedStore> OpenAsync(string kind, string name, string ns, CancellationToken cancel) =>
        opened.GetOrAdd((kind, name, ns), _ => MakeAsync(kind, name, ns, cancel));

    private async Task<CheckedStore> MakeAsync(string kind, string name, string ns, CancellationToken cancel)
    {
        var title = kind == "ClusterSecretStore" ? $"ClusterSecretStore {name}" : $"{kind} {ns}/{name}";
        if (manifests.Find(kind, ns, name) is not { } store)
        {
            return new CheckedStore(null, $"{title} is not among these manifests", null, "");
        }

        var spec = store.Object["spec"] as JsonObject ?? [];
        var (key, provider) = (spec["provider"] as JsonObject ?? []).FirstOrDefault();
        if (key != "aws" || provider is not JsonObject aws)
        {
            return new CheckedStore(null, null, $"{title} is of the provider '{key}', which is not checked", "");
        }

        var context = Context(store, kind, name, ns, aws, spec);
        var problems = providers.Find(key)!.ValidateStore(context);
        if (problems.Count > 0)
        {
            return new CheckedStore(null, $"{title}: {string.Join("; ", problems)}", null, "");
        }

        var where = $"{(aws["service"]?.ToString() == "ParameterStore" ? "Parameter Store" : "Secrets Manager")} ({aws["region"]})";
        return await ConnectAsync(context, aws, title, where, cancel);
    }

    private async Task<CheckedStore> ConnectAsync(
        StoreContext context, JsonObject aws, string title, string where, CancellationToken cancel)
    {
        try
        {
            return new CheckedStore(await providers.Find("aws")!.ConnectAsync(context, cancel), null, null, where);
        }
        catch (ProviderException e) when (aws["auth"] is not null)
        {
            // The credentials are in a cluster; whether the keys exist can be told with one's own.
            var own = (JsonObject)aws.DeepClone();
            own.Remove("auth");
            try
            {
                return new CheckedStore(
                    await providers.Find("aws")!.ConnectAsync(context with { Spec = own }, cancel), null,
                    $"{title}: its credentials are not among these manifests ({e.Message}); your own were used", where);
            }
            catch (ProviderException other)
            {
                return new CheckedStore(null, $"{title}: {other.Message}", null, where);
            }
        }
        catch (ProviderException e)
        {
            return new CheckedStore(null, $"{title}: {e.Message}", null, where);
        }
    }

    private StoreContext Context(PlacedManifest store, string kind, string name, string ns, JsonObject aws, JsonObject spec) => new()
    {
        Kind = kind,
        Name = name,
        StoreNamespace = kind == "ClusterSecretStore" ? "" : store.Namespace,
        CallerNamespace = ns,
        Spec = aws,
        StoreSpec = spec,
        Refs = refs,
        Version = $"{store.File}:{name}",
    };
}
