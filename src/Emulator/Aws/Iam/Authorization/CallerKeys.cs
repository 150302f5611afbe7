using System.Globalization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>
/// The caller as policies see it: the principal that they name, and the condition keys that every request has.
/// </summary>
internal static class CallerKeys
{
    public static Principal PrincipalOf(OperationContext context)
    {
        var caller = context.Caller;
        var session = Credentials.SessionOf(context.World, caller);
        return new Principal(caller.Arn, caller.Account, session?.RoleArn, Id: session?.RoleId ?? caller.UserId);
    }

    /// <summary>
    /// The global keys. The offline world stands for AWS's HTTPS endpoints: aws:SecureTransport is true whatever
    /// carried
    /// the request here. aws:PrincipalOrgID and the keys of VPC endpoints are always absent.
    /// </summary>
    public static ConditionKeys Of(OperationContext context)
    {
        var caller = context.Caller;
        var session = Credentials.SessionOf(context.World, caller);
        var now = context.Now.UtcDateTime;
        var keys = new ConditionKeys()
            .Set("aws:PrincipalArn", session?.RoleArn ?? caller.Arn)
            .Set("aws:PrincipalAccount", caller.Account)
            .Set("aws:PrincipalType", TypeOf(caller, session))
            .Set("aws:PrincipalIsAWSService", false)
            .Set("aws:ViaAWSService", false)
            .Set("aws:userid", caller.UserId)
            .Set("aws:SourceIp", context.SourceIp)
            .Set("aws:SecureTransport", true)
            .Set("aws:RequestedRegion", context.Region)
            .Set("aws:CurrentTime", now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .Set("aws:EpochTime", context.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (UserOf(context) is { } user)
        {
            keys.Set("aws:username", user.Name);
        }

        if (session is not null)
        {
            keys.Set("aws:TokenIssueTime", session.Issued.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
                .Set("aws:MultiFactorAuthPresent", session.MultiFactor)
                .Set("aws:SourceIdentity", session.SourceIdentity)
                .Set("aws:FederatedProvider", session.Provider);
            foreach (var (key, value) in session.Claims)
            {
                keys.Set(key, value);
            }
        }

        foreach (var (key, value) in TagsOf(context, session))
        {
            keys.Set($"aws:PrincipalTag/{key}", value);
        }

        return keys;
    }

    /// <summary>The user behind a long-lived key or a GetSessionToken session; null for others.</summary>
    public static IamUser? UserOf(OperationContext context)
    {
        var key = Credentials.Store(context.World).Find(context.Caller.AccessKeyId);
        if (key?.UserName is not { } name || key.Session is { Kind: not SessionKind.Token })
        {
            return null;
        }

        return context.World.State<IamState>(key.Account, "").Users.GetValueOrDefault(name);
    }

    /// <summary>The role of a session; null for others and for undeclared roles.</summary>
    public static IamRole? RoleOf(OperationContext context, Session? session) => session?.RoleName is { } role
        ? context.World.State<IamState>(context.Caller.Account, "").Roles.GetValueOrDefault(role)
        : null;

    private static SortedDictionary<string, string> TagsOf(OperationContext context, Session? session)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var own = RoleOf(context, session)?.Tags ?? UserOf(context)?.Tags;
        foreach (var (key, value) in (own?.All ?? []).Concat(session?.Tags ?? new Dictionary<string, string>()))
        {
            tags[key] = value;
        }

        return tags;
    }

    private static string TypeOf(Caller caller, Session? session) => session?.Kind switch
    {
        SessionKind.Role => "AssumedRole",
        SessionKind.Federation => "FederatedUser",
        _ => caller.Arn.EndsWith(":root", StringComparison.Ordinal) ? "Account" : "User",
    };
}
