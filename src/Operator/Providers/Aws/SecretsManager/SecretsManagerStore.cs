using Eso.Aws;
using Eso.Aws.SecretsManager;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;

namespace Eso.Operator.Providers.Aws.SecretsManager;

/// <summary>A store with service SecretsManager. Finding and pushing have their own files.</summary>
internal sealed partial class SecretsManagerStore : AwsStore
{
    private readonly StoreContext store;
    private readonly SecretReader reader;

    public SecretsManagerStore(
        AwsConnections connections,
        StoreContext store,
        AwsStoreSpec spec,
        AwsIdentity identity,
        RetryPolicy retry)
        : base(connections, spec, identity, retry)
    {
        this.store = store;
        reader = connections.Reader($"{identity.Key} {retry}", () => new SecretReader(connections, identity, retry));
    }

    public override async Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(remoteRef, cancel);
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public override async Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel)
    {
        try
        {
            await reader.ReadAsync(Spec.Prefix + target.RemoteKey, "", cancel);
            return true;
        }
        catch (AwsException e) when (e.Code == "ResourceNotFoundException")
        {
            return false;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    private async Task<SecretRead> ReadAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var id = Spec.Prefix + remoteRef.Key;
        SecretPayload payload;
        if (remoteRef.MetadataPolicy == "Fetch")
        {
            var described = await Client("DescribeSecret")
                .DescribeSecretAsync(new DescribeSecretRequest { SecretId = id }, cancel);
            payload = new SecretPayload(TagsJson(described.Tags.Select(static t => (t.Key, t.Value ?? ""))), null);
        }
        else
        {
            try
            {
                payload = await reader.ReadAsync(id, remoteRef.Version, cancel);
            }
            catch (AwsException e) when (IsGone(e))
            {
                return SecretRead.Missing;
            }
        }

        return SecretRead.Of(Select(payload, remoteRef));
    }

    private static SecretBytes Select(SecretPayload payload, RemoteRef remoteRef)
    {
        if (remoteRef.Property.Length == 0)
        {
            return payload switch
            {
                { Text: { } text } => SecretBytes.FromText(text),
                { Bytes: { } bytes } => new SecretBytes(bytes),
                _ => throw new ProviderException(
                    Failure.Invalid, $"invalid secret received. no secret string nor binary for key: {remoteRef.Key}"),
            };
        }

        return SecretProperty.Get(PayloadBytes(payload), remoteRef.Property)
            ?? throw new ProviderException(
                Failure.Invalid, $"key {remoteRef.Property} does not exist in secret {remoteRef.Key}");
    }

    // Where a property is meant, bytes win over text.
    private static byte[] PayloadBytes(SecretPayload payload) =>
        payload.Bytes ?? System.Text.Encoding.UTF8.GetBytes(payload.Text ?? "");

    /// <summary>
    /// The secret is not there, as far as a reader is concerned. ESO looks for the pending deletion under
    /// InvalidParameterException only, but AWS sends InvalidRequestException.
    /// </summary>
    private static bool IsGone(AwsException e) => e.Code switch
    {
        "ResourceNotFoundException" => true,
        "InvalidParameterException" or "InvalidRequestException" =>
            e.ServiceMessage.Contains("was marked for deletion", StringComparison.Ordinal),
        _ => false,
    };

    private SecretsManagerClient Client(string kind) =>
        new(Connections.Transport, Identity.Region, Identity.Credentials, Pace(kind));
}
