namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Errors that AWS's framework answers before a service is asked. Sources: the public reference of common errors of
/// each service, and for texts the answers quoted by AWS's own SDK issue trackers.
/// </summary>
internal static class FrameworkErrors
{
    /// <summary>The largest request body; STS says 413 above it.</summary>
    public const int BodyBytesMax = 10_000_000;

    public static AwsException Serialization(string? text) =>
        new("SerializationException", 400, text) { TextMember = "Message" };

    public static AwsException UnknownOperation() => new("UnknownOperationException", 400, null);

    public static AwsException Validation(string text) => new("ValidationException", 400, text);

    public static AwsException TooLarge() =>
        new("RequestEntityTooLargeException", 413, "Request body exceeds the allowed size.");

    public static AwsException Internal() =>
        new("InternalFailure", 500, "The request processing has failed because of an unknown error.");

    /// <summary>The query protocol's answer to an Action that the service does not have.</summary>
    public static AwsException InvalidAction(string action, string version) =>
        new("InvalidAction", 400, $"Could not find operation {action} for version {version}");

    /// <summary>The query protocol's answer to a value of the wrong type: it has no text.</summary>
    public static AwsException MalformedInput() => new("MalformedInput", 400, null);
}
