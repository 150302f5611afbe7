using Eso.Operator.Providers.Specs;
using Eso.Aws;
using Eso.Operator.Providers.Aws.ParameterStore;
using Eso.Operator.Providers.Aws.SecretsManager;
using Eso.Operator.Secrets;

namespace Eso.Operator.Providers.Aws;

/// <summary>
/// Secrets Manager and Parameter Store, as ESO's aws provider behaves (reference: its docs and source, v2.9).
/// Not implemented: service CertificateManager.
/// </summary>
internal sealed class AwsProvider(ProviderServices services) : ISecretProvider
{
    private readonly AwsConnections connections = new(services);

    public string Key => "aws";

    public ProviderCapabilities Capabilities => ProviderCapabilities.ReadWrite;

    public IReadOnlyList<string> ValidateStore(StoreContext store) => AwsStoreValidation.Problems(store);

    public async Task<ISecretsClient> ConnectAsync(StoreContext store, CancellationToken cancel)
    {
        var spec = AwsStoreSpec.Read(store.Spec);
        if (spec.Service is not ("SecretsManager" or "ParameterStore"))
        {
            throw new ProviderException(Failure.Invalid, $"unknown AWS Provider Service: {spec.Service}");
        }

        // Whose namespace the keys are in is known only when somebody uses the store.
        if (store is { Kind: StoreRefs.ClusterKind, CallerNamespace: "" } && spec.IsReferent)
        {
            return new ReferentClient();
        }

        var retry = Retry(store);
        var identity = await connections.Identities.ResolveAsync(store, spec, cancel);
        return spec.Service == "SecretsManager"
            ? new SecretsManagerStore(connections, store, spec, identity, retry)
            : new ParameterStoreStore(connections, spec, identity, retry);
    }

    private RetryPolicy Retry(StoreContext store)
    {
        if (store.StoreSpec["retrySettings"] is not System.Text.Json.Nodes.JsonObject settings)
        {
            return new RetryPolicy(connections.Transport.Settings.MaxAttempts);
        }

        var attempts = settings["maxRetries"] is null ? 3 : (int)Math.Clamp(settings.Integer("maxRetries"), 1, 100);
        if (settings.Text("retryInterval") is not { Length: > 0 } interval)
        {
            return new RetryPolicy(attempts);
        }

        return GoDuration.TryParse(interval, out var delay, out var error)
            ? new RetryPolicy(attempts, delay.ToTimeSpan())
            : throw new ProviderException(Failure.Invalid, "unable to create session: " + error);
    }
}
