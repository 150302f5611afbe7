using Eso.Aws;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;

namespace Eso.Operator.Providers.Aws;

/// <summary>What the stores of all AWS services have in common; a service adds its own calls.</summary>
internal abstract class AwsStore(AwsConnections connections, AwsStoreSpec spec, AwsIdentity identity, RetryPolicy retry)
    : ISecretsClient
{
    private const int PagesMax = 10_000;

    protected AwsConnections Connections => connections;

    protected AwsStoreSpec Spec => spec;

    protected AwsIdentity Identity => identity;

    public abstract Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel);

    public async Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var read = await GetSecretAsync(remoteRef, cancel);
        if (!read.Found)
        {
            return SecretMapRead.Missing;
        }

        try
        {
            return SecretMapRead.Of(SecretProperty.Members(read.Value.Reveal()));
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, $"unable to unmarshal secret {remoteRef.Key}: {e.Message}", e);
        }
    }

    public abstract Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(FindSpec find, CancellationToken cancel);

    public abstract Task PushSecretAsync(PushRequest request, CancellationToken cancel);

    public abstract Task DeleteSecretAsync(PushTarget target, CancellationToken cancel);

    public abstract Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel);

    /// <summary>Whether there is an identity; no call is made to the service itself, as in ESO.</summary>
    public async Task<StoreValidation> ValidateAsync(CancellationToken cancel)
    {
        try
        {
            await identity.Credentials.GetAsync(cancel);
            return StoreValidation.Ready;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>How calls of one kind are paced and retried.</summary>
    protected RetryPolicy Pace(string kind) => retry with { Lane = connections.Lane(identity, kind) };

    /// <summary>Asks page after page until one names no next.</summary>
    /// <param name="page">Takes the token of a page (null: the first) and gives that of the next.</param>
    protected static async Task PagesAsync(Func<string?, Task<string?>> page)
    {
        string? next = null;
        for (var count = 0; count < PagesMax; count++)
        {
            next = await page(next);
            if (string.IsNullOrEmpty(next))
            {
                return;
            }
        }
    }

    /// <summary>Tags as the JSON object ESO makes of them: sorted keys, HTML characters escaped as Go does.</summary>
    protected static string TagsJson(IEnumerable<(string Key, string Value)> tags)
    {
        var sorted = new SortedDictionary<string, string>(GoOrder.Instance);
        foreach (var (key, value) in tags)
        {
            sorted[key] = value;
        }

        return GoJsonText.Object(sorted, escapeHtml: true);
    }
}
