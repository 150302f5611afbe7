using Eso.Emulator.Clock;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>Everything an operation may know besides its request and its state.</summary>
internal sealed class OperationContext
{
    /// <summary><c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>: follows from the region.</summary>
    public required string Partition { get; init; }

    /// <summary>The region of the credential scope.</summary>
    public required string Region { get; init; }

    /// <summary>The account whose state is addressed: the caller's.</summary>
    public required string Account { get; init; }

    /// <summary>Who calls, as the access key tells.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Now, on the world's clock; read once per request.</summary>
    public required DateTimeOffset Now { get; init; }

    public required TimeProvider Clock { get; init; }

    public required Entropy Entropy { get; init; }

    /// <summary>Other accounts', regions' and services' state.</summary>
    public required AwsWorld World { get; init; }

    /// <summary>
    /// What <see cref="IPreparedOperation"/> fetched before the gate was taken; null for other operations.
    /// </summary>
    public object? Prepared { get; set; }

    /// <summary>How this AWS was set up.</summary>
    public required AwsServerOptions Options { get; init; }

    /// <summary>Address of the client, for <c>aws:SourceIp</c>.</summary>
    public string SourceIp { get; init; } = "127.0.0.1";
}

/// <summary>The principal behind an access key.</summary>
/// <param name="Arn">e.g. <c>arn:aws:iam::000000000000:root</c>, a user's or an assumed role's ARN.</param>
/// <param name="UserId">e.g. <c>AIDA…</c>, <c>AROA…:session</c>, or the account for root.</param>
/// <param name="Account">Twelve digits.</param>
/// <param name="AccessKeyId">The key that signed; empty for unsigned calls.</param>
internal sealed record Caller(string Arn, string UserId, string Account, string AccessKeyId);

/// <summary>An error as AWS answers it: rendered at one edge, in the protocol of the request.</summary>
/// <param name="code">Error code, e.g. <c>ResourceNotFoundException</c>.</param>
/// <param name="status">HTTP status.</param>
/// <param name="message">The text; null where AWS sends no text member at all.</param>
internal sealed class AwsException(string code, int status, string? message) : Exception(message ?? code)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>The text sent; null sends no member.</summary>
    public string? Text { get; } = message;

    /// <summary>
    /// Spelling of the text's member in JSON. Null, the rule: as the service's model spells it for this error (Secrets
    /// Manager <c>Message</c>, Parameter Store mixed, some have none), and <c>message</c> for errors that are in no
    /// model.
    /// </summary>
    public string? TextMember { get; init; }
}
