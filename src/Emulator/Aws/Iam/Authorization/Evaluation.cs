namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>Which kind of policy spoke.</summary>
internal enum PolicyKind
{
    Identity,
    Resource,
    Boundary,
    Session,
    Trust,
}

/// <summary>A policy that takes part in a decision.</summary>
/// <param name="Name">ARN of a managed policy, or how an inline one is called; explanations show it.</param>
internal sealed record AttachedPolicy(PolicyKind Kind, string Name, string Document);

/// <summary>The statement that decided.</summary>
internal sealed record DecidingStatement(AttachedPolicy Policy, PolicyStatement Statement);

/// <summary>What is asked of the policies: one action on one resource.</summary>
internal sealed record Access(string Action, string Resource, ConditionKeys Keys);

/// <summary>How a resource policy's Principal element meets the caller.</summary>
internal enum PrincipalMatch
{
    None,

    /// <summary>The caller's account is named: the account's own policies decide.</summary>
    Account,

    /// <summary>The role behind a session is named: session policies and boundaries still restrict.</summary>
    Role,

    /// <summary>The caller itself, or everyone.</summary>
    Direct,
}

/// <summary>The caller as resource policies name it.</summary>
/// <param name="Arn">User, session or root ARN.</param>
/// <param name="RoleArn">For role sessions, the role's ARN with path.</param>
/// <param name="Federated">The provider of a web identity that has no session yet.</param>
/// <param name="Service">A service principal that acts for the caller.</param>
internal sealed record Principal(
    string Arn,
    string Account,
    string? RoleArn = null,
    string? Federated = null,
    string? Service = null,
    string? Id = null);

/// <summary>Matches statements against a request. Pure: no state, no order between policies.</summary>
internal static class Evaluation
{
    /// <summary>The first statement with that effect that covers the request.</summary>
    public static DecidingStatement? Find(IEnumerable<AttachedPolicy> policies, bool allow, Access access)
    {
        foreach (var policy in policies)
        {
            var document = PolicyDocument.Of(policy.Document);
            foreach (var statement in document.Statements)
            {
                if (statement.Allows == allow && Covers(statement, access, document.HasVariables))
                {
                    return new DecidingStatement(policy, statement);
                }
            }
        }

        return null;
    }

    /// <summary>As <see cref="Find"/> for policies that name principals; the closest match wins.</summary>
    public static (DecidingStatement Statement, PrincipalMatch Match)? FindFor(
        Principal principal, IEnumerable<AttachedPolicy> policies, bool allow, Access access)
    {
        (DecidingStatement Statement, PrincipalMatch Match)? best = null;
        foreach (var policy in policies)
        {
            var document = PolicyDocument.Of(policy.Document);
            foreach (var statement in document.Statements)
            {
                var match = Match(statement, principal);
                if (statement.Allows == allow && match > (best?.Match ?? PrincipalMatch.None)
                    && Covers(statement, access, document.HasVariables))
                {
                    best = (new DecidingStatement(policy, statement), match);
                }
            }
        }

        return best;
    }

    public static bool Covers(PolicyStatement statement, Access access, bool variables) =>
        statement.Actions.Any(a => Glob.Matches(a, access.Action, ignoreCase: true)) != statement.Negated.Action
        && CoversResource(statement, access, variables)
        && Conditions.Hold(statement.Conditions, access.Keys, variables);

    private static bool CoversResource(PolicyStatement statement, Access access, bool variables)
    {
        // Trust policies name no resource: the role is meant.
        if (statement.Resources.Count == 0 && !statement.Negated.Resource)
        {
            return statement.Principals is not null;
        }

        return statement.Resources.Any(r =>
            (variables ? access.Keys.Expand(r) : r) is { } pattern && Glob.Matches(pattern, access.Resource))
            != statement.Negated.Resource;
    }

    private static PrincipalMatch Match(PolicyStatement statement, Principal principal)
    {
        if (statement.Principals is not { } named)
        {
            return PrincipalMatch.None;
        }

        var best = PrincipalMatch.None;
        foreach (var one in named)
        {
            var match = Match(one, principal);
            best = match > best ? match : best;
        }

        if (!statement.Negated.Principal)
        {
            return best;
        }

        // NotPrincipal spares whoever is named; a session is spared when its role or account is named with it.
        return best == PrincipalMatch.None ? PrincipalMatch.Direct : PrincipalMatch.None;
    }

    private static PrincipalMatch Match(PolicyPrincipal named, Principal principal)
    {
        switch (named.Kind)
        {
            case "*" when named.Value == "*":
                return PrincipalMatch.Direct;
            case "Service":
                return principal.Service == named.Value ? PrincipalMatch.Direct : PrincipalMatch.None;
            case "Federated":
                return principal.Federated is { } provider && provider == named.Value
                    ? PrincipalMatch.Direct
                    : PrincipalMatch.None;
            case "AWS" when principal.Federated is null && principal.Service is null:
                break;
            default:
                return PrincipalMatch.None;
        }

        if (named.Value == "*" || named.Value == principal.Arn || (principal.Id is { } id && named.Value == id))
        {
            return PrincipalMatch.Direct;
        }

        if (principal.RoleArn is { } role && named.Value == role)
        {
            return PrincipalMatch.Role;
        }

        return named.Value == principal.Account
            || (named.Value.EndsWith($"::{principal.Account}:root", StringComparison.Ordinal)
                && named.Value.StartsWith("arn:", StringComparison.Ordinal))
            ? PrincipalMatch.Account
            : PrincipalMatch.None;
    }
}
