using Eso.Aws.Credentials;

namespace Eso.Aws.ParameterStore;

/// <summary>Parameter Store in one region as one identity; each call has its own file.</summary>
public sealed partial class ParameterStoreClient(
    AwsTransport transport,
    string region,
    IAwsCredentialSource credentials,
    RetryPolicy? retry = null)
    : AwsClient(AwsService.ParameterStore, transport, region, credentials, retry);

public sealed class Parameter
{
    public string? Name { get; init; }

    public string? ARN { get; init; }

    public string? Type { get; init; }

    public string? Value { get; init; }

    public long Version { get; init; }

    /// <summary>The <c>:3</c> or <c>:label</c> that was asked for.</summary>
    public string? Selector { get; init; }
}

public sealed class ParameterMetadata
{
    public string? Name { get; init; }

    public string? ARN { get; init; }

    public string? Type { get; init; }
}

public sealed class ParameterFilter
{
    /// <summary>tag:KEY, Name, Type, KeyId, Path, Tier, DataType.</summary>
    public required string Key { get; init; }

    /// <summary>Equals, BeginsWith, Contains; for Path OneLevel or Recursive.</summary>
    public string? Option { get; init; }

    public IReadOnlyList<string>? Values { get; init; }
}

public sealed class ParameterTag
{
    public required string Key { get; init; }

    public string? Value { get; init; }
}
