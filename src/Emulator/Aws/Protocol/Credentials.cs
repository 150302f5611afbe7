namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Knows the owners of access keys that this world issued. One implementation (IAM's), found by convention; needs a
/// public parameterless constructor. Called while the world's gate is held.
/// </summary>
internal interface ICredentialSource
{
    /// <summary>
    /// The credential with this access key id; null when this world never issued it or it was deleted.
    /// </summary>
    Credential? Find(AwsWorld world, string accessKeyId, DateTimeOffset now);

    /// <summary>
    /// Notes that the caller's key was used; refuses what credentials of its kind may never call, whatever policies say.
    /// </summary>
    void Use(BoundOperation operation, OperationContext context);
}

/// <param name="Caller">Whom the key speaks for.</param>
/// <param name="SecretAccessKey">The signing key; null when it is not known, which fails strict mode.</param>
/// <param name="SessionToken">The token that must come with a temporary key; null for long-lived keys.</param>
/// <param name="Expires">End of a temporary key.</param>
/// <param name="Active">False for a key that its owner made inactive.</param>
internal sealed record Credential(
    Caller Caller,
    string? SecretAccessKey,
    string? SessionToken = null,
    DateTimeOffset? Expires = null,
    bool Active = true)
{
    public override string ToString() => $"{Caller.AccessKeyId} of {Caller.Arn}";
}

/// <summary>
/// Decides whether a caller may do what it asks. One implementation (IAM's), found by convention; needs a public
/// parameterless constructor. Called after the request passed its constraints and before the operation, under the gate.
/// </summary>
internal interface IAuthorizer
{
    /// <summary>
    /// Returns quietly when allowed (or when the mode only warns), else throws the service's AccessDenied.
    /// </summary>
    void Authorize(AuthorizationQuestion question);
}

/// <param name="Service">e.g. <c>secretsmanager</c>: the prefix of IAM actions.</param>
/// <param name="Operation">e.g. <c>GetSecretValue</c>.</param>
/// <param name="Protocol">In which protocol the service speaks: it decides the error's code and status.</param>
/// <param name="Mode">Whether a denial is answered or only noted.</param>
/// <param name="SourceIp">Address of the client.</param>
/// <param name="Journal">Where <see cref="IamMode.Warn"/> leaves its note.</param>
internal sealed record AuthorizationQuestion(
    string Service,
    string Operation,
    WireProtocol Protocol,
    System.Text.Json.Nodes.JsonObject Request,
    OperationContext Context,
    IamMode Mode,
    string SourceIp,
    Eso.Emulator.Journal.Journal Journal);

/// <summary>How much of IAM is enforced.</summary>
internal enum IamMode
{
    Off,
    Warn,
    Enforce,
}

/// <summary>How signatures are treated.</summary>
internal enum SignatureMode
{
    /// <summary>Any key works, signed or not; temporary keys that this world issued still expire.</summary>
    Any,

    /// <summary>
    /// The key must have been issued by this world, with its session token; the signature is not computed.
    /// </summary>
    Known,

    /// <summary>Signature, clock skew, session token and expiry are all verified.</summary>
    Strict,
}
