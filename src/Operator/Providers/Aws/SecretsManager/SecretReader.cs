using Eso.Aws;
using Eso.Aws.SecretsManager;

namespace Eso.Operator.Providers.Aws.SecretsManager;

/// <summary>What a version holds: text or bytes. Not a record, so that it never prints them.</summary>
internal sealed class SecretPayload(string? text, byte[]? bytes)
{
    public string? Text => text;

    public byte[]? Bytes => bytes;
}

/// <summary>
/// Reads values for everybody with one identity: single calls, or BatchGetSecretValue for many at once.
/// </summary>
internal sealed class SecretReader
{
    private const int BatchMax = 20;
    private const string Current = "AWSCURRENT";
    private static readonly TimeSpan RetryRefusedBatchAfter = TimeSpan.FromMinutes(10);

    private readonly SecretsManagerClient singles;
    private readonly SecretsManagerClient batches;
    private readonly TimeProvider clock;
    private readonly BatchingReader<(string Id, string Version), SecretPayload> reader;
    private DateTimeOffset batchesFrom = DateTimeOffset.MinValue;

    public SecretReader(AwsConnections connections, AwsIdentity identity, RetryPolicy retry)
    {
        clock = connections.Transport.Clock;
        singles = Client("GetSecretValue");
        batches = Client("BatchGetSecretValue");
        reader = new BatchingReader<(string, string), SecretPayload>(clock, BatchMax, CanBatch, OneAsync, ManyAsync);

        SecretsManagerClient Client(string kind) => new(
            connections.Transport,
            identity.Region,
            identity.Credentials,
            retry with { Lane = connections.Lane(identity, kind) });
    }

    /// <summary>One value.</summary>
    /// <param name="version">A stage; <c>uuid/</c> and a version id; or empty for AWSCURRENT.</param>
    /// <exception cref="AwsException">As GetSecretValue fails.</exception>
    public Task<SecretPayload> ReadAsync(string id, string version, CancellationToken cancel) =>
        reader.ReadAsync((id, version.Length == 0 ? Current : version), cancel);

    // The batch call knows current values only.
    private bool CanBatch((string Id, string Version) key) =>
        key.Version == Current && clock.GetUtcNow() >= batchesFrom;

    private async Task<SecretPayload> OneAsync((string Id, string Version) key)
    {
        const string ById = "uuid/";
        var byId = key.Version.StartsWith(ById, StringComparison.Ordinal);
        var answer = await singles.GetSecretValueAsync(
            new GetSecretValueRequest
            {
                SecretId = key.Id,
                VersionId = byId ? key.Version[ById.Length..] : null,
                VersionStage = byId ? null : key.Version,
            },
            CancellationToken.None);
        return new SecretPayload(answer.SecretString, answer.SecretBinary);
    }

    private async Task<IReadOnlyDictionary<(string Id, string Version), SecretPayload>?> ManyAsync(
        IReadOnlyList<(string Id, string Version)> keys)
    {
        BatchGetSecretValueResponse answer;
        try
        {
            answer = await batches.BatchGetSecretValueAsync(
                new BatchGetSecretValueRequest { SecretIdList = [.. keys.Select(static k => k.Id)] },
                CancellationToken.None);
        }
        catch (AwsException e) when (e.Code is "AccessDeniedException" or "UnknownOperationException")
        {
            // Not everybody who may read may read in batches: IAM has a right of its own for it.
            batchesFrom = clock.GetUtcNow() + RetryRefusedBatchAfter;
            return null;
        }
        catch (AwsException e) when (e.Failure == AwsFailure.Client)
        {
            // One malformed id spoils the call for all; each alone gets its own answer.
            return null;
        }

        var found = new Dictionary<(string, string), SecretPayload>();
        foreach (var key in keys)
        {
            if (answer.SecretValues.FirstOrDefault(v => IsAbout(key.Id, v)) is { } value)
            {
                found[key] = new SecretPayload(value.SecretString, value.SecretBinary);
            }
        }

        return found;
    }

    // By name, by ARN, or by ARN without its random six characters.
    private static bool IsAbout(string id, SecretValueEntry value) =>
        id == value.Name || id == value.ARN
        || (value.ARN?.Length == id.Length + 7 && value.ARN.StartsWith(id + "-", StringComparison.Ordinal));
}
