namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Refusals of the signature layer: JSON services answer 400, the query services 403 with shorter codes. Texts as quoted
/// from AWS's answers in public issue trackers; STS's order and spelling as probed live in 2026.
/// </summary>
internal static class AuthenticationErrors
{
    public static AwsException Missing(WireProtocol protocol) => Make(
        protocol,
        ("MissingAuthenticationTokenException", "Missing Authentication Token"),
        ("MissingAuthenticationToken", "Request is missing Authentication Token"));

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

    private static AwsException Make(
        WireProtocol protocol, (string Code, string Text) json, (string Code, string Text) query) =>
        protocol == WireProtocol.Json
            ? new AwsException(json.Code, 400, json.Text)
            : new AwsException(query.Code, 403, query.Text);
}
