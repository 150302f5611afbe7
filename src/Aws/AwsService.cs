using System.Diagnostics.CodeAnalysis;
using Amazon;

namespace Eso.Aws;

/// <summary>One of AWS's services: its names on the wire and where it lives.</summary>
/// <param name="DisplayName">As error texts call it.</param>
/// <param name="SigningName">In the credential scope.</param>
/// <param name="HostPrefix">Begins the default host name.</param>
/// <param name="Target">Prefix of X-Amz-Target; empty for the query protocol.</param>
/// <param name="Version">Version of the query protocol; empty for JSON.</param>
/// <param name="EndpointVariables">Environment variables that move the service, the strongest first.</param>
/// <param name="Errors">Codes that are modelled; the SDK words other codes as <c>api error CODE</c>.</param>
public sealed record AwsService(
    string DisplayName,
    string SigningName,
    string HostPrefix,
    string Target,
    string Version,
    IReadOnlyList<string> EndpointVariables,
    IReadOnlySet<string> Errors)
{
    public static readonly AwsService SecretsManager = new(
        "Secrets Manager", "secretsmanager", "secretsmanager", "secretsmanager", "",
        ["AWS_SECRETSMANAGER_ENDPOINT", "AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"],
        new HashSet<string>
        {
            "DecryptionFailure", "EncryptionFailure", "InternalServiceError", "InvalidNextTokenException",
            "InvalidParameterException", "InvalidRequestException", "LimitExceededException",
            "MalformedPolicyDocumentException", "PreconditionNotMetException", "PublicPolicyException",
            "ResourceExistsException", "ResourceNotFoundException",
        });

    public static readonly AwsService ParameterStore = new(
        "SSM", "ssm", "ssm", "AmazonSSM", "",
        ["AWS_SSM_ENDPOINT", "AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL"],
        new HashSet<string>
        {
            "HierarchyLevelLimitExceededException", "HierarchyTypeMismatchException", "IncompatiblePolicyException",
            "InternalServerError", "InvalidAllowedPatternException", "InvalidFilterKey", "InvalidFilterOption",
            "InvalidFilterValue", "InvalidKeyId", "InvalidNextToken", "InvalidPolicyAttributeException",
            "InvalidPolicyTypeException", "InvalidResourceId", "InvalidResourceType", "ParameterAlreadyExists",
            "ParameterLimitExceeded", "ParameterMaxVersionLimitExceeded", "ParameterNotFound",
            "ParameterPatternMismatchException", "ParameterVersionNotFound", "PoliciesLimitExceededException",
            "TooManyTagsError", "TooManyUpdates", "UnsupportedParameterType",
        });

    public static readonly AwsService Sts = new(
        "STS", "sts", "sts", "", "2011-06-15",
        ["AWS_STS_ENDPOINT", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"],
        new HashSet<string>
        {
            "ExpiredTokenException", "IDPCommunicationError", "IDPRejectedClaim", "InvalidIdentityToken",
            "MalformedPolicyDocument", "PackedPolicyTooLarge", "RegionDisabledException",
        });

    public static readonly AwsService Ecr = new(
        "ECR", "ecr", "api.ecr", "AmazonEC2ContainerRegistry_V20150921", "",
        ["AWS_ECR_ENDPOINT", "AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL"],
        new HashSet<string> { "InvalidParameterException", "ServerException" });

    public static readonly AwsService EcrPublic = new(
        "ECR PUBLIC", "ecr-public", "api.ecr-public", "SpencerFrontendService", "",
        ["AWS_ECR_PUBLIC_ENDPOINT", "AWS_ENDPOINT_URL_ECR_PUBLIC", "AWS_ENDPOINT_URL"],
        new HashSet<string> { "InvalidParameterException", "ServerException", "UnsupportedCommandException" });

    /// <summary>
    /// Where the service is: a variable of the environment, else AWS's own host in the region's partition.
    /// </summary>
    public Uri Endpoint(string region, AwsSettings settings)
    {
        var ignored = string.Equals(
            settings["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], "true", StringComparison.OrdinalIgnoreCase);
        foreach (var variable in EndpointVariables)
        {
            var isSdks = variable.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal);
            if (!(isSdks && ignored) && settings[variable] is { } url)
            {
                return IsHttp(url, out var endpoint)
                    ? endpoint
                    : throw new AwsException(AwsFailure.Client, $"{variable} is not an http(s) URL");
            }
        }

        var suffix = IsName(region) ? RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix : null;
        return suffix is not null
            ? new Uri($"https://{HostPrefix}.{region}.{suffix}/")
            : throw new AwsException(AwsFailure.Client, "invalid input region " + region);
    }

    private static bool IsHttp(string url, [NotNullWhen(true)] out Uri? endpoint) =>
        Uri.TryCreate(url, UriKind.Absolute, out endpoint) && (endpoint.Scheme is "http" or "https");

    private static bool IsName(string region) =>
        region.Length is > 0 and < 64 && region.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
