using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// Every error of the service. Codes and status are the model's; the texts are those that AWS's users quote
/// (Terraform's and the CLI's issue trackers), unless marked derived.
/// </summary>
internal static class IamErrors
{
    public static AwsException NoUser(string name) => Missing($"The user with name {name} cannot be found.");

    public static AwsException NoGroup(string name) => Missing($"The group with name {name} cannot be found.");

    public static AwsException NoRole(string name) => Missing($"The role with name {name} cannot be found.");

    public static AwsException NoProfile(string name) => Missing($"Instance Profile {name} cannot be found.");

    public static AwsException NoPolicy(string arn) => Missing($"Policy {arn} was not found.");

    public static AwsException NotAttachable(string arn) =>
        Missing($"Policy {arn} does not exist or is not attachable.");

    public static AwsException NoPolicyVersion(string arn, string version) =>
        Missing($"Policy {arn} version {version} does not exist or is not attachable.");

    /// <param name="kind">user, group or role.</param>
    public static AwsException NoInlinePolicy(string kind, string name) =>
        Missing($"The {kind} policy with name {name} cannot be found.");

    public static AwsException NoAccessKey(string id) => Missing($"The Access Key with id {id} cannot be found.");

    public static AwsException NoProvider(string arn) => Missing($"OpenIDConnect Provider not found for arn {arn}");

    public static AwsException NoBoundary(string kind, string name) =>
        Missing($"The {kind} with name {name} has no permissions boundary.");

    public static AwsException NotInGroup(string user, string group) =>
        Missing($"User {user} not in group {group}");

    public static AwsException NoPasswordPolicy(string account) =>
        Missing($"The Password Policy with domain name {account} cannot be found.");

    public static AwsException NoAlias(string alias) =>
        Missing($"The account alias {alias} cannot be found.");

    public static AwsException Exists(string kind, string name) =>
        new("EntityAlreadyExists", 409, $"{kind} with name {name} already exists.");

    public static AwsException PolicyExists(string name) => new(
        "EntityAlreadyExists", 409, $"A policy called {name} already exists. Duplicate names are not allowed.");

    public static AwsException ProviderExists(string url) =>
        new("EntityAlreadyExists", 409, $"Provider with url {url} already exists.");

    public static AwsException ProfileExists(string name) =>
        new("EntityAlreadyExists", 409, $"Instance Profile {name} already exists.");

    /// <param name="what">e.g. <c>must detach all policies first</c>.</param>
    public static AwsException Conflict(string what) =>
        new("DeleteConflict", 409, $"Cannot delete entity, {what}.");

    public static AwsException PolicyAttached() =>
        new("DeleteConflict", 409, "Cannot delete a policy attached to entities.");

    public static AwsException PolicyHasVersions() => new(
        "DeleteConflict",
        409,
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
        + "The default version is deleted with the policy.");

    public static AwsException DefaultVersion() =>
        new("DeleteConflict", 409, "Cannot delete the default version of a policy.");

    public static AwsException Quota(string name, int limit) =>
        new("LimitExceeded", 409, $"Cannot exceed quota for {name}: {limit}");

    public static AwsException TooManyVersions() => new(
        "LimitExceeded",
        409,
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing "
        + "version.");

    public static AwsException SizeQuota(string what, int limit) =>
        new("LimitExceeded", 409, $"Maximum policy size of {limit} bytes exceeded for {what}");

    public static AwsException TooManyTags() =>
        new("LimitExceeded", 409, "The number of tags has reached the maximum limit.");

    public static AwsException Malformed(string text) => new("MalformedPolicyDocument", 400, text);

    public static AwsException Invalid(string text) => new("ValidationError", 400, text);

    public static AwsException InvalidInput(string text) => new("InvalidInput", 400, text);

    /// <summary>Derived.</summary>
    public static AwsException Unmodifiable(string text) => new("UnmodifiableEntity", 400, text);

    private static AwsException Missing(string text) => new("NoSuchEntity", 404, text);
}
