using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>
/// Every error of the service. "Recorded": an answer of AWS in LocalStack's recordings. "Quoted": output of AWS quoted
/// in a public issue. "Live": a third party's probe of AWS. "Derived": the model gives the code, the wording is not
/// proven. The member that carries a text
/// follows the model's shape for each error.
/// </summary>
internal static class ParameterStoreErrors
{
    private const string SsmNameRule =
        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of "
        + "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the "
        + "following 3 symbols .-_";

    /// <summary>Recorded five times: no text at all.</summary>
    public static AwsException NotFound() => new("ParameterNotFound", 400, null);

    /// <summary>Live, 2026: the word null stands where a selector would.</summary>
    public static AwsException SecretNotFound(string reference, string? selector) => new(
        "ParameterNotFound",
        400,
        "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret "
        + $"{reference.TrimStart('/')}{selector ?? "null"} not found.");

    /// <summary>Live.</summary>
    public static AwsException SecretNeedsDecryption() =>
        Invalid("WithDecryption flag must be True for retrieving a Secret Manager secret.");

    /// <summary>Live.</summary>
    public static AwsException SecretRequestRefused() => Invalid("Invalid Request to Secrets Manager");

    /// <summary>Live.</summary>
    public static AwsException SecretDependencyFailed() =>
        Invalid("An error occurred while calling one AWS dependency service.");

    /// <summary>Quoted.</summary>
    public static AwsException VersionNotFound(string selector, string name) => new(
        "ParameterVersionNotFound",
        400,
        $"Systems Manager could not find version {selector} of {name}. Verify the version and try again.");

    /// <summary>Live.</summary>
    public static AwsException BadSelector() => Invalid(
        "Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>");

    /// <summary>Recorded.</summary>
    public static AwsException BadName() => Invalid(SsmNameRule);

    /// <summary>moto.</summary>
    public static AwsException ReservedPrefix() =>
        Invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");

    /// <summary>Quoted.</summary>
    public static AwsException NotFullyQualified() => Invalid("Parameter name must be a fully qualified name.");

    /// <summary>Quoted: without the leading slash.</summary>
    public static AwsException ReservedName(string name) =>
        new("AccessDeniedException", 400, $"No access to reserved parameter name: {name.TrimStart('/')}.");

    /// <summary>The model's limit; the wording is derived.</summary>
    public static AwsException TooManyLevels() => new(
        "HierarchyLevelLimitExceededException",
        400,
        "The hierarchy exceeds the maximum of 15 levels. Shorten the parameter name and try again.");

    /// <summary>Quoted.</summary>
    public static AwsException AlreadyExists() => new(
        "ParameterAlreadyExists",
        400,
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");

    /// <summary>Quoted.</summary>
    public static AwsException TagsWithOverwrite() => Invalid(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove "
        + "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
        + "RemoveTagsFromResource.");

    /// <summary>moto.</summary>
    public static AwsException TypeRequired() => Invalid("A parameter type is required when you create a parameter.");

    /// <summary>Derived.</summary>
    public static AwsException TypeChange(string from, string to) => new(
        "HierarchyTypeMismatchException",
        400,
        $"The parameter type can't be changed from {from} to {to}. Create a new parameter with a different name.");

    /// <summary>Quoted.</summary>
    public static AwsException StandardTooLong() => Invalid(
        "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter "
        + "value, upgrade the parameter to use the advanced-parameter tier. For more information, see "
        + "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html");

    /// <summary>Derived from the text for standard parameters.</summary>
    public static AwsException AdvancedTooLong() => Invalid(
        "Advanced tier parameters support a maximum parameter value of 8192 characters. For more information, see "
        + "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html");

    /// <summary>The documentation's limit, which counts the ARN before the name too; the wording is derived.</summary>
    public static AwsException NameTooLong(int limit) => Invalid(
        $"Parameter name is too long. The parameter's Amazon Resource Name can have {limit} characters at most.");

    /// <summary>Tags of that prefix are the system's own; the wording is derived.</summary>
    public static AwsException ReservedTag() =>
        Invalid("Tag keys can't be prefixed with \"aws:\" (case-insensitive): the prefix is reserved for AWS use.");

    /// <summary>Quoted.</summary>
    public static AwsException Downgrade() => Invalid(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter "
        + "tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as "
        + "a standard parameter. Be aware that standard parameters have a value limit of 4096 characters.");

    /// <summary>Quoted.</summary>
    public static AwsException PatternMismatch(string pattern) => new(
        "ParameterPatternMismatchException",
        400,
        $"Parameter value, cannot be validated against allowedPattern: {pattern}");

    /// <summary>Derived.</summary>
    public static AwsException BadPattern(string pattern) => new(
        "InvalidAllowedPatternException",
        400,
        $"The request does not meet the regular expression requirement: {pattern}");

    /// <summary>moto.</summary>
    public static AwsException BadDataType(string type) =>
        Invalid($"The following data type is not supported: {type} (Data type names are all lowercase.)");

    /// <summary>Quoted from memory of public issues; unproven.</summary>
    public static AwsException NestedParameter() =>
        Invalid("Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");

    /// <summary>Quoted from memory of public issues; unproven.</summary>
    public static AwsException KeyIdWithoutSecureString() =>
        Invalid("KeyId is required for SecureString type parameter only.");

    /// <summary>The service passes on the text of KMS with the tail that the Java SDK gives it.</summary>
    public static AwsException KeyProblem(AwsException kms, OperationContext context) => new(
        "InvalidKeyId",
        400,
        $"{kms.Text} (Service: AWSKMS; Status Code: 400; Error Code: {kms.Code}; "
        + $"Request ID: {context.Entropy.Uuid()}; Proxy: null)");

    /// <summary>From the service's documentation.</summary>
    public static AwsException TooManyVersions(string name, long oldest) => new(
        "ParameterMaxVersionLimitExceeded",
        400,
        $"You attempted to create a new version of {name} by calling the PutParameter API with the overwrite flag. "
        + $"Version {oldest}, the oldest version, can't be deleted because it has a label associated with it. "
        + "Move the label to another version of the parameter, and try again.");

    /// <summary>moto; the blank is missing there too.</summary>
    public static AwsException TooManyLabels() => new(
        "ParameterVersionLabelLimitExceeded",
        400,
        "A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.");

    /// <summary>Derived.</summary>
    public static AwsException TooManyParameters() => new(
        "ParameterLimitExceeded",
        400,
        "You have exceeded the number of parameters for this AWS account. "
        + "Delete one or more parameters and try again.");

    /// <summary>The model's shape has no text.</summary>
    public static AwsException InvalidResourceId() => new("InvalidResourceId", 400, null);

    /// <summary>The model's shape has no text.</summary>
    public static AwsException InvalidResourceType() => new("InvalidResourceType", 400, null);

    /// <summary>The model's shape has no text.</summary>
    public static AwsException TooManyTags() => new("TooManyTagsError", 400, null);

    /// <summary>Derived.</summary>
    public static AwsException InvalidNextToken() =>
        new("InvalidNextToken", 400, "The specified token is not valid.");

    /// <summary>Derived.</summary>
    public static AwsException PolicyType(string type) => new(
        "InvalidPolicyTypeException",
        400,
        $"The policy type {type} is not supported. Parameter Store supports the following policy types: "
        + "Expiration, ExpirationNotification, and NoChangeNotification.");

    /// <summary>Derived.</summary>
    public static AwsException PolicyAttribute(string text) => new("InvalidPolicyAttributeException", 400, text);

    /// <summary>Derived.</summary>
    public static AwsException PolicyConflict(string text) => new("IncompatiblePolicyException", 400, text);

    /// <summary>Derived.</summary>
    public static AwsException TooManyPolicies() => new(
        "PoliciesLimitExceededException",
        400,
        "You specified more than the maximum number of allowed policies for the parameter. The maximum is 10.");

    /// <summary>Derived.</summary>
    public static AwsException PolicyNeedsAdvanced() => Invalid(
        "Parameter policies are supported for parameters that use the advanced-parameter tier only. To add policies, "
        + "upgrade the parameter to use the advanced-parameter tier.");

    /// <summary>moto.</summary>
    public static AwsException BothFilters() =>
        Invalid("You can use either Filters or ParameterFilters in a single request.");

    /// <summary>moto.</summary>
    public static AwsException FilterKey(string key, string valid) => new(
        "InvalidFilterKey",
        400,
        $"The following filter key is not valid: {key}. Valid filter keys include: [{valid}].");

    /// <summary>moto.</summary>
    public static AwsException DuplicateFilter(string key) => new(
        "InvalidFilterKey",
        400,
        $"The following filter is duplicated in the request: {key}. A request can contain only one occurrence of a "
        + "specific filter.");

    /// <summary>moto.</summary>
    public static AwsException FilterValuesMissing(string key) => new(
        "InvalidFilterValue",
        400,
        $"The following filter values are missing : null for filter key {key}.");

    /// <summary>moto.</summary>
    public static AwsException FilterOption(string option, string valid) => new(
        "InvalidFilterOption",
        400,
        $"The following filter option is not valid: {option}. Valid options include: [{valid}].");

    /// <summary>moto: a wrong value is reported under the option's code.</summary>
    public static AwsException FilterValue(string value, string valid) => new(
        "InvalidFilterOption",
        400,
        $"The following filter value is not valid: {value}. Valid values include: [{valid}].");

    /// <summary>moto.</summary>
    public static AwsException ReservedPathFilter() => Invalid(
        "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When using global "
        + "parameters, please specify within a global namespace.");

    /// <summary>moto.</summary>
    public static AwsException BadPath() => Invalid(
        "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a "
        + "forward slash "
        + "\"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use only letters, "
        + "numbers, or "
        + "the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All "
        + "sub-paths, if specified, must use the forward slash symbol \"/\". "
        + "Valid example: /get/parameters2-/by1./path0_.");

    /// <summary>The code of the model; derived.</summary>
    public static AwsException SettingNotFound(string id) =>
        new("ServiceSettingNotFound", 400, $"Setting {id} not found");

    /// <summary>The code of the model; derived.</summary>
    public static AwsException PolicyResourceNotFound() =>
        new("ResourceNotFoundException", 400, "The specified parameter to be shared could not be found.");

    /// <summary>The code of the model; derived.</summary>
    public static AwsException PolicyInvalid(string text) =>
        new("ResourcePolicyInvalidParameterException", 400, text);

    /// <summary>The code of the model; derived.</summary>
    public static AwsException PolicyMalformed() =>
        new("MalformedResourcePolicyDocumentException", 400, "The policy document is malformed.");

    /// <summary>The code of the model; derived.</summary>
    public static AwsException PolicyHashMismatch() =>
        new("ResourcePolicyConflictException", 400, "The hash provided in the call doesn't match the stored hash.");

    /// <summary>The code of the model; derived.</summary>
    public static AwsException PolicyNotFound() =>
        new("ResourcePolicyNotFoundException", 400, "No policy with the specified policy ID and hash could be found.");

    /// <summary>A test that AWS passed.</summary>
    public static AwsException NoMaintenanceWindow(string id) =>
        new("DoesNotExistException", 400, $"Maintenance window {id} does not exist");

    public static AwsException Invalid(string text) => new("ValidationException", 400, text);
}
