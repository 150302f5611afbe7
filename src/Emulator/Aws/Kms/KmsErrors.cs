using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>
/// Every error of the service. Texts marked recorded come from answers of AWS (reference B8 and the recordings of
/// KMS that LocalStack published); the others have the code of the model and a text of our own.
/// </summary>
internal static class KmsErrors
{
    /// <summary>Recorded.</summary>
    public static AwsException KeyNotFound(string arn) => new("NotFoundException", 400, $"Key '{arn}' does not exist");

    /// <summary>Recorded.</summary>
    public static AwsException InvalidKeyId(string id) => new("NotFoundException", 400, $"Invalid keyId '{id}'");

    /// <summary>Recorded in issues of Terraform's provider.</summary>
    public static AwsException AliasNotFound(string arn) =>
        new("NotFoundException", 400, $"Alias {arn} is not found.");

    /// <summary>Recorded.</summary>
    public static AwsException Disabled(string arn) => new("DisabledException", 400, $"{arn} is disabled.");

    /// <summary>Recorded for imports; the same form for deletion.</summary>
    public static AwsException InvalidState(string arn, string state) =>
        new("KMSInvalidStateException", 400, $"{arn} is pending {(state == "PendingImport" ? "import" : "deletion")}.");

    /// <summary>Recorded: no text.</summary>
    public static AwsException InvalidCiphertext() => new("InvalidCiphertextException", 400, null);

    /// <summary>Recorded.</summary>
    public static AwsException IncorrectKey() => new(
        "IncorrectKeyException",
        400,
        "The key ID in the request does not identify a CMK that can perform this operation.");

    /// <summary>From an answer quoted in public issues.</summary>
    public static AwsException ForeignCiphertext() => new(
        "AccessDeniedException",
        400,
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        + "or you are not allowed to access.");

    /// <summary>Recorded.</summary>
    public static AwsException InvalidAliasName() =>
        new("ValidationException", 400, "Alias must start with the prefix \"alias/\". Please see "
            + "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");

    public static AwsException ReservedAlias() =>
        new("NotAuthorizedException", 400, "alias/aws/ aliases are reserved for AWS managed keys.");

    public static AwsException AliasExists(string arn) =>
        new("AlreadyExistsException", 400, $"An alias with the name {arn} already exists");

    /// <summary>From the developer guide's page on testing permissions.</summary>
    public static AwsException DryRun() => new(
        "DryRunOperationException", 400, "The request would have succeeded, but the DryRun option is set.");

    /// <summary>moto.</summary>
    public static AwsException AliasCharacters(string name) =>
        Invalid($"{name} contains invalid characters for an alias");

    /// <summary>moto.</summary>
    public static AwsException AliasOfAlias() => Invalid("Aliases must refer to keys. Not aliases");

    /// <summary>The model's code and limit; derived.</summary>
    public static AwsException TooManyRotations(int limit) => new(
        "LimitExceededException", 400, $"On-demand rotations are limited to {limit} per KMS key.");

    public static AwsException Invalid(string text) => new("ValidationException", 400, text);

    public static AwsException GrantNotFound(string id) =>
        new("NotFoundException", 400, $"Grant ID {id} not found");

    public static AwsException Unsupported(string text) => new("UnsupportedOperationException", 400, text);

    public static AwsException MalformedPolicy() =>
        new("MalformedPolicyDocumentException", 400, "The new key policy is not syntactically correct.");

    public static AwsException LockOut() => new(
        "MalformedPolicyDocumentException",
        400,
        "The new key policy will not allow you to update the key policy in the future.");

    public static AwsException NoSuchPolicy() => new("NotFoundException", 400, "No such policy exists");

    public static AwsException InvalidMarker() => new("InvalidMarkerException", 400, "Could not deserialize marker");

    public static AwsException AwsManaged(string arn) =>
        new("AccessDeniedException", 400, $"{arn} is an AWS managed key: this operation is not permitted on it.");
}
