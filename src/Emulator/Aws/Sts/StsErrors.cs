using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>
/// Every error of the service. "Recorded": an answer of AWS in LocalStack's recordings. "Quoted": output of AWS quoted
/// in public issues. "Live": a third party's probe of AWS. "Derived": the code is the model's, the wording unproven.
/// </summary>
internal static class StsErrors
{
    /// <summary>Recorded.</summary>
    public static AwsException InvalidArn(string arn) => new("ValidationError", 400, $"{arn} is invalid");

    /// <summary>
    /// Live: the same for a missing role, a refusing trust policy, a refused caller and a wrong external id.
    /// </summary>
    public static AwsException NotAuthorized(string caller, string action, string role) =>
        new("AccessDenied", 403, $"User: {caller} is not authorized to perform: {action} on resource: {role}");

    /// <summary>Quoted.</summary>
    public static AwsException RootMayNot() => new("AccessDenied", 403, "Roles may not be assumed by root accounts.");

    /// <summary>Live.</summary>
    public static AwsException BeyondRoleMaximum() => new(
        "ValidationError", 400, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

    /// <summary>Live.</summary>
    public static AwsException BeyondChaining() => new(
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");

    /// <summary>Recorded.</summary>
    public static AwsException TransitiveKeyWithoutTag() => new(
        "InvalidParameterValue", 400, "The specified transitive tag key must be included in the requested tags.");

    /// <summary>Recorded.</summary>
    public static AwsException DuplicateTagKeys() => new(
        "InvalidParameterValue",
        400,
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");

    /// <summary>Recorded.</summary>
    public static AwsException InheritedTag() => new(
        "InvalidParameterValue",
        400,
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the "
        + "calling session.");

    /// <summary>Live.</summary>
    public static AwsException SourceIdentitySet() => new(
        "ValidationError", 400, "The source identity is already set for this assume role session");

    /// <summary>Quoted for GetSessionToken.</summary>
    public static AwsException SessionMayNot(string operation) =>
        new("AccessDenied", 403, $"Cannot call {operation} with session credentials");

    /// <summary>Quoted.</summary>
    public static AwsException NotJwt() => new(
        "InvalidIdentityToken",
        400,
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");

    /// <summary>Quoted.</summary>
    public static AwsException NoProvider(string issuer) =>
        new("InvalidIdentityToken", 400, $"No OpenIDConnect provider found in your account for {issuer}");

    /// <summary>Quoted.</summary>
    public static AwsException WrongAudience() => new("InvalidIdentityToken", 400, "Incorrect token audience");

    /// <summary>Quoted; both blanks are AWS's.</summary>
    public static AwsException NoVerificationKey() => new(
        "InvalidIdentityToken",
        400,
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
        + "documentation for requirements");

    /// <summary>The model's error for an unreachable provider; derived.</summary>
    public static AwsException ProviderUnreachable() => new(
        "IDPCommunicationError", 400, "There was an error in communication with the identity provider.");

    /// <summary>Quoted.</summary>
    public static AwsException TokenExpired(long now, long expires) => new(
        "ExpiredTokenException",
        400,
        $"Token expired: current date/time {now} must be before the expiration date/time {expires}");

    /// <summary>Derived from the text for expired tokens.</summary>
    public static AwsException TokenNotYetValid(long now, long from) => new(
        "InvalidIdentityToken",
        400,
        $"Token not yet valid: current date/time {now} must be after the not-before date/time {from}");

    /// <summary>Derived.</summary>
    public static AwsException MissingClaim(string claim) =>
        new("InvalidIdentityToken", 400, $"Missing a required claim: {claim}");

    /// <summary>Quoted.</summary>
    public static AwsException WebIdentityDenied() =>
        new("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity");

    /// <summary>The model's code; derived.</summary>
    public static AwsException MalformedPolicy() =>
        new("MalformedPolicyDocument", 400, "Syntax errors in policy.");

    /// <summary>The model's code; derived.</summary>
    public static AwsException PackedTooLarge(int percent) => new(
        "PackedPolicyTooLarge",
        400,
        $"Serialized token too large for session. Packed size is {percent}% of the limit.");

    /// <summary>The model's code; derived.</summary>
    public static AwsException BadAuthorizationMessage() => new(
        "InvalidAuthorizationMessageException", 400, "Message is not valid: it cannot be decoded.");

    /// <summary>Quoted.</summary>
    public static AwsException BadSamlResponse() =>
        new("InvalidIdentityToken", 400, "Invalid base64 SAMLResponse");

    /// <summary>Quoted in part.</summary>
    public static AwsException NoSamlProvider() =>
        new("InvalidIdentityToken", 400, "Specified provider doesn't exist");

    /// <summary>The words are the service model's.</summary>
    public static AwsException OutboundFederationDisabled() => new(
        "OutboundWebIdentityFederationDisabledException",
        403,
        "The outbound web identity federation feature is not enabled for this account. To use this feature, you must "
        + "first enable it through the Amazon Web Services Management Console or API.");

    /// <summary>Derived from what AWS answers to other operations.</summary>
    public static AwsException MayNot(string caller, string action) =>
        new("AccessDenied", 403, $"User: {caller} is not authorized to perform: {action}");

    /// <summary>Derived.</summary>
    public static AwsException BadPolicyArn(string arn) => new("ValidationError", 400, $"ARN {arn} is not valid.");
}
