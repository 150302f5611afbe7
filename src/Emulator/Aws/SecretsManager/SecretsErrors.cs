using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// Every error of this service. HTTP 400 for all, not-found included: recorded from AWS.
/// Each entry ends with where its wording comes from.
/// </summary>
internal static class SecretsErrors
{
    /// <summary>Where a text was seen.</summary>
    private enum Source
    {
        /// <summary>An answer of AWS kept as test data: tests/Integration/Data/aws.</summary>
        Recorded,

        /// <summary>AWS's answer quoted in public issue trackers or documentation.</summary>
        Quoted,

        /// <summary>Only seen in other emulators: the code follows the service model, the words may differ.</summary>
        Unproven,
    }

    public static AwsException NotFound() =>
        Make("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", Source.Recorded);

    public static AwsException NoValueForStage(string stage) => Make(
        "ResourceNotFoundException",
        $"Secrets Manager can't find the specified secret value for staging label: {stage}",
        Source.Recorded);

    public static AwsException NoValueForVersion(string id) => Make(
        "ResourceNotFoundException",
        $"Secrets Manager can't find the specified secret value for VersionId: {id}",
        Source.Recorded);

    public static AwsException StageOfOtherVersion() => Make(
        "InvalidRequestException",
        "You provided a VersionStage that is not associated to the provided VersionId.",
        Source.Recorded);

    public static AwsException MarkedForDeletion() => Make(
        "InvalidRequestException",
        "You can't perform this operation on the secret because it was marked for deletion.",
        Source.Recorded);

    public static AwsException NameScheduledForDeletion() => Make(
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        Source.Recorded);

    public static AwsException AlreadyScheduled() => Make(
        "InvalidRequestException",
        "You tried to perform the operation on a secret that's currently marked deleted.",
        Source.Unproven);

    public static AwsException NoToken() => Make("InvalidRequestException", NoTokenText, Source.Recorded);

    /// <summary>RotateSecret answers the same words with another code.</summary>
    public static AwsException NoRotationToken() => Make("InvalidParameterException", NoTokenText, Source.Recorded);

    public static AwsException BadName() => new(
        "ValidationException",
        400,
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");

    public static AwsException OtherAccountDefaultKey() => Make(
        "InvalidRequestException",
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service "
            + "key.",
        Source.Recorded);

    public static AwsException NameTaken(string name) => Make(
        "ResourceExistsException", $"The operation failed because the secret {name} already exists.", Source.Recorded);

    public static AwsException TokenTaken(string token, string arn) => Make(
        "ResourceExistsException",
        $"You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}.",
        Source.Recorded);

    /// <summary>A key that is not there, or that the caller may not use: AWS does not tell which.</summary>
    public static AwsException NoAccessToKey() =>
        new("AccessDeniedException", 400, "Access to KMS is not allowed");

    /// <summary>The key is disabled or waits for its deletion. The words are the service model's.</summary>
    public static AwsException CannotEncrypt() => Make(
        "EncryptionFailure",
        "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is "
            + "available, enabled, and not in an invalid state.",
        Source.Quoted);

    /// <inheritdoc cref="CannotEncrypt"/>
    public static AwsException CannotDecrypt() => Make(
        "DecryptionFailure",
        "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
        Source.Quoted);

    public static AwsException BothValues() => Make(
        "InvalidParameterException",
        "You can't specify both a binary secret value and a string secret value in the same secret.",
        Source.Quoted);

    public static AwsException NoValue() =>
        Make("InvalidRequestException", "You must provide either SecretString or SecretBinary.", Source.Unproven);

    public static AwsException RecoveryWindow() => Make(
        "InvalidParameterException",
        "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        Source.Unproven);

    public static AwsException ForceWithWindow() => Make(
        "InvalidParameterException",
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        Source.Unproven);

    public static AwsException MustNameHolder(string stage, string holder) => Make(
        "InvalidParameterException",
        $"The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to version "
            + $"{holder}, so you must explicitly reference that version in RemoveFromVersionId.",
        Source.Recorded);

    public static AwsException CurrentOnlyMoves() => Make(
        "InvalidParameterException",
        "You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.",
        Source.Quoted);

    public static AwsException StageNotOn(string stage, string version) => Make(
        "InvalidParameterException", $"Version stage {stage} not found in version {version}", Source.Unproven);

    public static AwsException NotAVersion(string version) =>
        Make("InvalidParameterException", $"Not a valid version: {version}", Source.Unproven);

    public static AwsException NothingToMove() => Make(
        "InvalidParameterException",
        "You must specify at least one of MoveToVersionId and RemoveFromVersionId.",
        Source.Unproven);

    public static AwsException NoRotationFunction() => Make(
        "InvalidRequestException",
        "No Lambda rotation function ARN is associated with this secret.",
        Source.Recorded);

    public static AwsException RotationNotConfigured() => Make(
        "InvalidRequestException",
        "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and you "
            + "didn't include such an ARN as a parameter in this call.",
        Source.Unproven);

    public static AwsException CannotInvoke() => new(
        "AccessDeniedException",
        400,
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to "
            + "the principal secretsmanager.amazonaws.com.");

    public static AwsException RotationOpen() => Make(
        "InvalidRequestException",
        "A previous rotation isn't complete. That rotation will be reattempted.",
        Source.Quoted);

    public static AwsException RotationRules(string text) => Make("InvalidParameterException", text, Source.Unproven);

    public static AwsException PolicySyntax() => Make(
        "MalformedPolicyDocumentException", "This resource policy contains a syntax error.", Source.Quoted);

    public static AwsException PolicyPrincipal() => Make(
        "MalformedPolicyDocumentException", "This resource policy contains an unsupported principal.", Source.Quoted);

    public static AwsException PolicyService() => Make(
        "MalformedPolicyDocumentException",
        "This resource policy contains an unsupported service principal.",
        Source.Quoted);

    public static AwsException PublicPolicy() => Make(
        "PublicPolicyException",
        "You can't attach a resource-based policy that allows broad access to the secret.",
        Source.Quoted);

    /// <summary>The words are the documentation's; the code is that of a policy that cannot be attached.</summary>
    public static AwsException LocksOut() => Make(
        "MalformedPolicyDocumentException",
        "Your requested changes will not allow you to manage this secret in the future.",
        Source.Quoted);

    public static AwsException NoTagKey() =>
        Make("InvalidParameterException", "You must provide a key for each tag.", Source.Unproven);

    public static AwsException OnReplica() => Make(
        "InvalidParameterException",
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
        Source.Unproven);

    public static AwsException StillReplicated(string id, IEnumerable<string> regions) => Make(
        "InvalidParameterException",
        $"You can't delete secret {id} that still has replica regions [{string.Join(", ", regions)}]",
        Source.Unproven);

    public static AwsException ReplicaRegion() =>
        Make("InvalidParameterException", "Invalid replica region.", Source.Unproven);

    public static AwsException NotAReplica() => Make(
        "InvalidParameterException", "The secret isn't a replica in this Region.", Source.Unproven);

    public static AwsException IdsOrFilters() => Make(
        "InvalidParameterException",
        "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
        Source.Unproven);

    public static AwsException MaxResultsNeedsFilters() => Make(
        "InvalidParameterException",
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
        Source.Unproven);

    public static AwsException FilterKey() => Make("InvalidParameterException", "Invalid filter key", Source.Unproven);

    public static AwsException FilterValues(string key) =>
        Make("InvalidParameterException", $"Invalid filter values for key: {key}", Source.Unproven);

    public static AwsException PageToken() =>
        Make("InvalidNextTokenException", "The NextToken value is invalid.", Source.Unproven);

    public static AwsException PasswordTooShort() => Make(
        "InvalidParameterException",
        "Password length is too short based on the required types.",
        Source.Unproven);

    public static AwsException NoPasswordCharacters() => Make(
        "InvalidParameterException",
        "The password can't be generated: no characters are left to choose from.",
        Source.Unproven);

    public static AwsException TooManyStages() => Make(
        "LimitExceededException",
        "You can't attach more than 20 staging labels to a version of a secret.",
        Source.Unproven);

    public static AwsException TooManyVersions() => Make(
        "LimitExceededException",
        "The secret has too many versions that are less than 24 hours old.",
        Source.Unproven);

    public static AwsException ReservedTag() => Make(
        "InvalidParameterException",
        "You can't create tags with the prefix 'aws:'. It is reserved for AWS use.",
        Source.Unproven);

    public static AwsException TooManyTags() =>
        Make("InvalidParameterException", "A secret can't have more than 50 tags.", Source.Unproven);

    public static AwsException ValueTooLong() => new(
        "ValidationException",
        400,
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length "
            + "less than or equal to 65536");

    private const string NoTokenText = "You must provide a ClientRequestToken value. We recommend a UUID-type value.";

    private static AwsException Make(string code, string text, Source source)
    {
        _ = source;
        return new AwsException(code, 400, text);
    }
}
