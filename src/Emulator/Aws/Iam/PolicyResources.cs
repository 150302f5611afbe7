namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// What IAM finds wrong with the resources of an identity policy, in AWS's words as moto's authors measured them.
/// </summary>
internal static class PolicyResources
{
    private static readonly string[] Partitions =
        ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

    private static readonly string[] IamKinds =
    [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
        "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ];

    /// <summary>An ARN of AWS has six parts and a vendor, unless it is too short to have one.</summary>
    public static bool IsLegacyForm(string resource)
    {
        var parts = resource.Split(':');
        return parts[0] != "arn" || !IsPartition(parts.ElementAtOrDefault(1)) || parts.Length <= 3
            || (parts.Length >= 6 && parts[2].Length > 0);
    }

    /// <summary>The first fault of a resource, or null.</summary>
    public static string? Complaint(string resource)
    {
        var bareWildcard = resource.Contains('*', StringComparison.Ordinal)
            && !resource.Contains(':', StringComparison.Ordinal);
        if (bareWildcard || resource.StartsWith("${", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = resource.Split(':', 6);
        if (parts.Length == 1)
        {
            return $"Resource {resource} must be in ARN format or \"*\".";
        }

        if (!IsPartition(parts[1]))
        {
            var shown = string.Join(':', ["arn", .. parts[1..], .. Enumerable.Repeat("*", 6 - parts.Length)]);
            return $"Partition \"{parts[1]}\" is not valid for resource \"{shown}\".";
        }

        return parts.Length < 3 || parts[2].Length == 0 || parts[2].Contains('*', StringComparison.Ordinal)
            ? "Resource vendor must be fully qualified and cannot contain regexes."
            : OfVendor(resource, parts);
    }

    private static string? OfVendor(string resource, string[] parts) => (parts[2], parts.Length) switch
    {
        ("iam", 6) when parts[3].Length > 0 => $"IAM resource {resource} cannot contain region information.",
        ("iam", 6) when parts[5] != "*" && !IamKinds.Any(k => parts[5].StartsWith(k, StringComparison.Ordinal)) =>
            $"IAM resource path must either be \"*\" or start with {string.Join(", ", IamKinds)}.",
        ("s3", 6) when parts[3].Length > 0 && !parts[5].StartsWith("accesspoint/", StringComparison.Ordinal) =>
            $"Resource {resource} can not contain region information.",
        _ => null,
    };

    private static bool IsPartition(string? text) => text is not null && (text.Contains('*', StringComparison.Ordinal)
        || Partitions.Contains(text));
}
