using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>
/// What the operations that assume roles share: whether the role trusts the caller, how long, and the session.
/// </summary>
internal static class RoleAssumption
{
    public const int DefaultSeconds = 3600;
    private const int ChainingSecondsMax = 3600;

    /// <summary>
    /// Whether an unknown role is accepted: with IAM off, in an account where nobody declared a role or provider.
    /// Who declares one wants them respected. docs/decisions says why.
    /// </summary>
    public static bool AcceptsUndeclared(RoleReference role, OperationContext context) =>
        role.Role is null && role.Name.Length > 0 && context.Options.Iam != IamMode.Enforce
        && !context.World.State<IamState>(role.Account, "").DefinesTrust;

    /// <summary>Whether the trust policy allows one action to the principal, and how closely it names it.</summary>
    public static PrincipalMatch Trust(IamRole role, Principal principal, string action, ConditionKeys keys)
    {
        AttachedPolicy[] trust = [new(PolicyKind.Trust, role.Arn, role.TrustPolicy)];
        var access = new Access(action, role.Arn, keys);
        return Evaluation.FindFor(principal, trust, allow: false, access) is null
            && Evaluation.FindFor(principal, trust, allow: true, access) is { } allowed
            ? allowed.Match
            : PrincipalMatch.None;
    }

    public static void CheckDuration(int seconds, RoleReference role, bool chained)
    {
        if (role.Role is { } known && seconds > known.MaxSessionSeconds)
        {
            throw StsErrors.BeyondRoleMaximum();
        }

        if (chained && seconds > ChainingSecondsMax)
        {
            throw StsErrors.BeyondChaining();
        }
    }

    /// <summary>Issues the session of a role.</summary>
    public static IssuedKey Issue(
        OperationContext context, RoleReference role, string sessionName, int seconds, Func<Session, Session> shape)
    {
        var id = role.Role?.Id ?? StsState.Of(context.World, role.Account).IdOfUndeclared(role.Name, context.Entropy);
        if (role.Role is { } known)
        {
            known.LastUsed = context.Now;
            known.LastUsedRegion = context.Region;
        }

        return SessionIssuer.Issue(
            context,
            role.Account,
            SessionKind.Role,
            role.SessionArn(sessionName),
            $"{id}:{sessionName}",
            seconds,
            session => shape(session with
            {
                RoleArn = role.Arn,
                RoleName = role.Role?.Name ?? role.Name,
                RoleId = id,
                Name = sessionName,
            }));
    }

    /// <summary>The AssumedRoleUser member of an answer.</summary>
    public static System.Text.Json.Nodes.JsonObject Show(Session session) => new()
    {
        ["AssumedRoleId"] = session.UserId,
        ["Arn"] = session.Arn,
    };
}
