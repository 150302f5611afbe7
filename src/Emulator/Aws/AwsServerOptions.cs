using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Aws.Usage;

namespace Eso.Emulator.Aws;

/// <summary>How the embedded AWS behaves. Defaults are those of <c>eso up</c>.</summary>
internal sealed record AwsServerOptions
{
    /// <summary>Whether keys and signatures are checked.</summary>
    public SignatureMode Signatures { get; init; } = SignatureMode.Any;

    /// <summary>
    /// Keys of accounts' root users that exist from the start, for the modes that ask: somebody must make the first
    /// user.
    /// </summary>
    public IReadOnlyList<RootKey> RootKeys { get; init; } = [new("test", "test", Partitions.DefaultAccount)];

    /// <summary>Whether IAM policies are enforced.</summary>
    public IamMode Iam { get; init; } = IamMode.Off;

    /// <summary>Fetches OIDC discovery documents and keys for web identities; null uses the network.</summary>
    public HttpMessageHandler? WebIdentityHttp { get; init; }

    /// <summary>The clock of the issuers of web identities, where it is not the server's own; null: it is.</summary>
    public TimeProvider? WebIdentityClock { get; init; }

    /// <summary>Directory in which every acknowledged write is kept; null: nothing outlives the process.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Whether AWS's published request rates hold.</summary>
    public QuotaMode Quotas { get; init; } = QuotaMode.Off;

    /// <summary>The rotation functions that RotateSecret may name.</summary>
    public RotationFunctions RotationFunctions { get; init; } = new();

    /// <summary>Told of every failure of ours that a client saw as HTTP 500; null writes to standard error.</summary>
    public Action<Exception>? OnFault { get; init; }
}

/// <summary>An access key of an account's root user.</summary>
internal sealed record RootKey(string AccessKeyId, string SecretAccessKey, string Account)
{
    public override string ToString() => $"{AccessKeyId} of {Account}";
}
