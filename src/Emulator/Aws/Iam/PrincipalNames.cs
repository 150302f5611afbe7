using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>The principals that policies name: AWS stores a policy only if its users and roles exist.</summary>
internal static class PrincipalNames
{
    /// <summary>
    /// Whether an AWS principal is one: an account, its root, or a user or role that exists. Of accounts in which this
    /// world knows no user or role nothing is known, unless it is the caller's own and IAM is enforced.
    /// </summary>
    public static bool IsValid(string principal, OperationContext context)
    {
        if (principal == "*" || (principal.Length == 12 && principal.All(char.IsAsciiDigit)))
        {
            return true;
        }

        var parts = principal.Split(':', 6);
        return parts.Length < 6
            ? IsId(principal, context)
            : parts[0] == "arn" && parts[2] is "iam" or "sts" && parts[4].Length == 12
                && parts[4].All(char.IsAsciiDigit) && Exists(parts[4], parts[5], context);
    }

    private static bool Exists(string account, string resource, OperationContext context)
    {
        var iam = context.World.Existing<IamState>(account, "");
        var demanded = account == context.Account && context.Options.Iam == IamMode.Enforce;
        if (!demanded && (iam is null || (iam.Users.Count == 0 && iam.Roles.Count == 0)))
        {
            return true;
        }

        var segments = resource.Split('/');
        return segments[0] switch
        {
            "user" => iam?.Users.ContainsKey(segments[^1]) == true,
            "role" => iam?.Roles.ContainsKey(segments[^1]) == true,
            "assumed-role" => segments.Length > 1 && iam?.Roles.ContainsKey(segments[1]) == true,
            _ => true,
        };
    }

    // AWS writes the id where it stores a principal, and takes it back from those who read the policy.
    private static bool IsId(string principal, OperationContext context) =>
        context.World.Existing<IamState>(context.Account, "") is { } iam
        && (iam.Users.Values.Any(u => u.Id == principal) || iam.Roles.Values.Any(r => r.Id == principal));
}
