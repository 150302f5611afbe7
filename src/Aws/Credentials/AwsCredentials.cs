namespace Eso.Aws.Credentials;

/// <summary>An access key, perhaps of a session that ends. Prints without its secrets.</summary>
public sealed class AwsCredentials
{
    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    /// <summary>Empty for long-lived keys.</summary>
    public string SessionToken { get; init; } = "";

    /// <summary>When AWS stops accepting them; null for never.</summary>
    public DateTimeOffset? Expiration { get; init; }

    public override string ToString() => $"credentials of {AccessKeyId}";
}

/// <summary>A source of credentials. Safe to ask often and concurrently.</summary>
public interface IAwsCredentialSource
{
    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="AwsException">There are none, or they were refused.</exception>
    ValueTask<AwsCredentials> GetAsync(CancellationToken cancel);
}

/// <summary>Credentials that are given.</summary>
public sealed class StaticCredentials(AwsCredentials credentials) : IAwsCredentialSource
{
    public ValueTask<AwsCredentials> GetAsync(CancellationToken cancel) =>
        credentials is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0 }
            ? ValueTask.FromResult(credentials)
            : throw new AwsException(AwsFailure.Denied, "static credentials are empty");
}
