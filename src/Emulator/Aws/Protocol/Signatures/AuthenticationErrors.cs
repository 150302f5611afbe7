namespace Eso.Emulator.Aws.Protocol.Signatures;

/// <summary>
/// Refusals of the signature layer: JSON services answer 400, the query services 403 with shorter codes. Texts as
/// quoted
/// from AWS's answers in public issue trackers; STS's order and spelling as probed live in 2026.
/// </summary>
internal static class AuthenticationErrors
{
    private const string WrongSignature =
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        + "Key and signing method. Consult the service documentation for details.";

    public static AwsException Missing(WireProtocol protocol) => Make(
        protocol,
        ("MissingAuthenticationTokenException", "Missing Authentication Token"),
        ("MissingAuthenticationToken", "Request is missing Authentication Token"));

    public static AwsException Incomplete(WireProtocol protocol, string text) => protocol == WireProtocol.Json
        ? new AwsException("IncompleteSignatureException", 400, text)
        : new AwsException("IncompleteSignature", 400, text);

    public static AwsException InvalidToken(WireProtocol protocol)
    {
        const string Text = "The security token included in the request is invalid.";
        return Make(protocol, ("UnrecognizedClientException", Text), ("InvalidClientTokenId", Text));
    }

    public static AwsException Expired(WireProtocol protocol)
    {
        const string Text = "The security token included in the request is expired";
        return Make(protocol, ("ExpiredTokenException", Text), ("ExpiredToken", Text));
    }

    /// <summary>
    /// The scope names no region, or another service; the query services end each sentence with a blank.
    /// </summary>
    public static AwsException Scope(WireProtocol protocol, IReadOnlyList<string> sentences) =>
        Signature(protocol, protocol == WireProtocol.Json ? string.Join(' ', sentences)
            : string.Concat(sentences.Select(s => s + " ")));

    public static AwsException SignatureExpired(WireProtocol protocol, string sent, DateTimeOffset now,
        TimeSpan skew) => Signature(
        protocol,
        $"Signature expired: {sent} is now earlier than {AwsTime.Basic(now - skew)} "
        + $"({AwsTime.Basic(now)} - {skew.TotalMinutes:0} min.)");

    public static AwsException SignatureEarly(WireProtocol protocol, string sent, DateTimeOffset now,
        TimeSpan skew) => Signature(
        protocol,
        $"Signature not yet current: {sent} is still later than {AwsTime.Basic(now + skew)} "
        + $"({AwsTime.Basic(now)} + {skew.TotalMinutes:0} min.)");

    public static AwsException Mismatch(WireProtocol protocol) => Signature(protocol, WrongSignature);

    public static AwsException Signature(WireProtocol protocol, string text) =>
        Make(protocol, ("InvalidSignatureException", text), ("SignatureDoesNotMatch", text));

    private static AwsException Make(
        WireProtocol protocol, (string Code, string Text) json, (string Code, string Text) query) =>
        protocol == WireProtocol.Json
            ? new AwsException(json.Code, 400, json.Text)
            : new AwsException(query.Code, 403, query.Text);
}
