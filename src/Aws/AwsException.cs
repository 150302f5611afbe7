namespace Eso.Aws;

/// <summary>Why a call failed, as far as it decides what to do next.</summary>
public enum AwsFailure
{
    /// <summary>The request is wrong, or what it names is not there.</summary>
    Client,

    /// <summary>The identity or the action was refused, or there is no identity.</summary>
    Denied,

    /// <summary>AWS asked to slow down.</summary>
    Throttled,

    /// <summary>Network, time-out, 5xx: nothing is known about the request itself.</summary>
    Unavailable,
}

/// <summary>
/// A call to AWS failed. The message reads like aws-sdk-go-v2's, which is what ESO's users see, but without the
/// request id:
/// the same failure always has the same text.
/// </summary>
public sealed class AwsException : Exception
{
    public AwsException(AwsFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    public AwsFailure Failure { get; }

    /// <summary>AWS's error code, e.g. <c>ResourceNotFoundException</c>; empty when AWS did not answer.</summary>
    public string Code { get; init; } = "";

    /// <summary>AWS's own text; empty when it sent none.</summary>
    public string ServiceMessage { get; init; } = "";

    /// <summary>HTTP status; 0 when AWS did not answer.</summary>
    public int Status { get; init; }
}
