namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>The other side of an access: the resource's policies and how its service reads them.</summary>
/// <param name="Account">Owner; null when the resource belongs to the caller's account by nature (<c>*</c>).</param>
/// <param name="Policies">Resource policies; empty when there are none.</param>
/// <param name="RuledByPolicy">KMS: without its key policy's leave, identity policies count for nothing.</param>
/// <param name="Grant">A grant that allows it, or null.</param>
internal sealed record ResourceSide(
    string? Account, IReadOnlyList<AttachedPolicy> Policies, bool RuledByPolicy = false, string? Grant = null);

/// <summary>What was decided, and why.</summary>
/// <param name="Reason">The end of AWS's AccessDenied text; empty when allowed.</param>
/// <param name="Statement">The statement that decided; null when none spoke, or root asked.</param>
/// <param name="Explanation">One sentence for people.</param>
internal sealed record Decision(bool Allowed, string Reason, DecidingStatement? Statement, string Explanation);

/// <summary>
/// Puts the policies together, as
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html tells: an explicit deny
/// wins, then every kind of policy that restricts must allow, and across accounts both sides must.
/// </summary>
internal static class Decider
{
    public static Decision Decide(Access access, Principal principal, CallerPolicies caller, ResourceSide resource)
    {
        if (Denied(access, principal, caller, resource) is { } denied)
        {
            return denied;
        }

        if (resource.Grant is { } grant)
        {
            return new Decision(true, "", null, $"grant {grant} allows it");
        }

        var granted = Evaluation.FindFor(principal, resource.Policies, allow: true, access);
        var same = resource.Account is null || resource.Account == principal.Account;
        if (granted is null && (resource.RuledByPolicy || !same))
        {
            // Across accounts both sides must speak; AWS names the identity side first when both are silent.
            return !same && Missing(access, caller, identity: true, restrictions: false) is { } first
                ? first
                : Implicit(access, "resource-based policy");
        }

        if (same && granted is { Match: PrincipalMatch.Direct } direct)
        {
            return Allowed(direct.Statement);
        }

        var needsIdentity = !same || granted is not { Match: PrincipalMatch.Role };
        return Missing(access, caller, needsIdentity, restrictions: true)
            ?? Allowed(granted is { Match: PrincipalMatch.Role } role && !needsIdentity
                ? role.Statement
                : Evaluation.Find(caller.Identity, allow: true, access));
    }

    private static Decision? Denied(Access access, Principal principal, CallerPolicies caller, ResourceSide resource)
    {
        var denial = Evaluation.Find(caller.Identity, allow: false, access)
            ?? Evaluation.FindFor(principal, resource.Policies, allow: false, access)?.Statement
            ?? Evaluation.Find(caller.Boundary ?? [], allow: false, access)
            ?? Evaluation.Find(caller.Session ?? [], allow: false, access);
        if (denial is null)
        {
            return null;
        }

        // The word "sessions" is AWS's.
        var where = denial.Policy.Kind switch
        {
            PolicyKind.Resource => "a resource-based policy",
            PolicyKind.Boundary => "a permissions boundary",
            PolicyKind.Session => "a sessions policy",
            PolicyKind.Trust => "the role trust policy",
            _ => "an identity-based policy",
        };
        return new Decision(
            false, $"with an explicit deny in {where}", denial, $"{Name(denial)} denies it");
    }

    private static Decision? Missing(Access access, CallerPolicies caller, bool identity, bool restrictions)
    {
        if (identity && !caller.IsRoot && Evaluation.Find(caller.Identity, allow: true, access) is null)
        {
            return Implicit(access, "identity-based policy");
        }

        if (restrictions && caller.Boundary is { } boundary && Evaluation.Find(boundary, allow: true, access) is null)
        {
            return Implicit(access, "permissions boundary");
        }

        return restrictions && caller.Session is { } session && Evaluation.Find(session, allow: true, access) is null
            ? Implicit(access, "session policy")
            : null;
    }

    private static Decision Implicit(Access access, string kind) => new(
        false,
        $"because no {kind} allows the {access.Action} action",
        null,
        $"no {kind} allows {access.Action} on {access.Resource}");

    private static Decision Allowed(DecidingStatement? statement) => new(
        true,
        "",
        statement,
        statement is null ? "the account's root user may do everything" : $"{Name(statement)} allows it");

    private static string Name(DecidingStatement statement) =>
        $"{statement.Statement.Label} of {statement.Policy.Name}";
}
