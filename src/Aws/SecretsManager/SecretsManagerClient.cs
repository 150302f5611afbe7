using Eso.Aws.Credentials;

namespace Eso.Aws.SecretsManager;

/// <summary>Secrets Manager in one region as one identity; each call has its own file.</summary>
public sealed partial class SecretsManagerClient(
    AwsTransport transport,
    string region,
    IAwsCredentialSource credentials,
    RetryPolicy? retry = null)
    : AwsClient(AwsService.SecretsManager, transport, region, credentials, retry);

/// <summary>All filters must match; of one filter's values any. A value is a prefix; <c>!</c> negates it.</summary>
public sealed class SecretFilter
{
    /// <summary>description, name, tag-key, tag-value, primary-region, owning-service, all.</summary>
    public required string Key { get; init; }

    public required IReadOnlyList<string> Values { get; init; }
}

public sealed class SecretTag
{
    public required string Key { get; init; }

    public string? Value { get; init; }
}

public sealed class ReplicaRegion
{
    public required string Region { get; init; }

    public string? KmsKeyId { get; init; }
}

public sealed class ReplicaStatus
{
    public string? Region { get; init; }

    public string? Status { get; init; }
}

public sealed class SecretEntry
{
    public string? ARN { get; init; }

    public string? Name { get; init; }
}

/// <summary>One value of a batch.</summary>
public sealed class SecretValueEntry
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? VersionId { get; init; }

    public string? SecretString { get; init; }

    public byte[]? SecretBinary { get; init; }
}

/// <summary>A secret of a batch that could not be read; the rest of the batch stands.</summary>
public sealed class BatchGetError
{
    public string? SecretId { get; init; }

    public string? ErrorCode { get; init; }

    public string? Message { get; init; }
}
