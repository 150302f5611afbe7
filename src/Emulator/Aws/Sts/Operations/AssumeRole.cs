using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Temporary credentials of a role that trusts the caller.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
/// Not emulated: the check of an MFA device's code; ProvidedContexts.
/// </summary>
internal sealed class AssumeRole : IOperation<StsState>
{
    public static string Name => "AssumeRole";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        var role = RoleReference.Find(request.Required("RoleArn"), context.World);
        var calling = Credentials.SessionOf(context.World, context.Caller);
        var tags = SessionTagging.Read(request, calling);
        var sourceIdentity = request.Text("SourceIdentity");
        if (calling?.SourceIdentity is { } inherited && sourceIdentity is not null && sourceIdentity != inherited)
        {
            throw StsErrors.SourceIdentitySet();
        }

        Authorize(request, role, calling, tags, context);
        var chained = calling?.Kind == SessionKind.Role;
        var seconds = (int)(request.Number("DurationSeconds") ?? RoleAssumption.DefaultSeconds);
        RoleAssumption.CheckDuration(seconds, role, chained);
        var policies = SessionPolicies.Read(request, role.Account, context);
        var packed = SessionPolicies.PackedSize(policies, tags.Passed);
        var issued = RoleAssumption.Issue(
            context,
            role,
            request.Required("RoleSessionName"),
            seconds,
            session => session with
            {
                Tags = tags.All,
                TransitiveTagKeys = tags.Transitive,
                SourceIdentity = sourceIdentity ?? calling?.SourceIdentity,
                Policies = policies,
                MultiFactor = request.Has("TokenCode"),
            });

        var answer = new JsonObject
        {
            ["Credentials"] = SessionIssuer.Show(issued),
            ["AssumedRoleUser"] = RoleAssumption.Show(issued.Session!),
        };
        answer.AddUnlessNull("PackedPolicySize", packed);
        answer.AddUnlessNull("SourceIdentity", issued.Session!.SourceIdentity);
        return answer;
    }

    private static void Authorize(
        JsonObject request, RoleReference role, Session? calling, SessionTagging tags, OperationContext context)
    {
        if (context.Options.Iam == IamMode.Enforce && context.Caller.Arn.EndsWith(":root", StringComparison.Ordinal))
        {
            throw StsErrors.RootMayNot();
        }

        if (RoleAssumption.AcceptsUndeclared(role, context))
        {
            return;
        }

        if (role.Role is not { } known)
        {
            throw StsErrors.NotAuthorized(context.Caller.Arn, "sts:AssumeRole", role.Arn);
        }

        var keys = CallerKeys.Of(context)
            .Set("sts:ExternalId", request.Text("ExternalId"))
            .Set("sts:RoleSessionName", request.Text("RoleSessionName"))
            .Set("sts:SourceIdentity", request.Text("SourceIdentity") ?? calling?.SourceIdentity)
            .Set("sts:TransitiveTagKeys", tags.PassedTransitive)
            .Set("aws:MultiFactorAuthPresent", request.Has("TokenCode") || calling?.MultiFactor == true ? "true" : null)
            .Set("aws:TagKeys", tags.Passed.Select(t => t.Key));
        foreach (var (key, value) in tags.Passed)
        {
            keys.Set($"aws:RequestTag/{key}", value);
        }

        foreach (var (key, value) in known.Tags.All)
        {
            keys.Set($"aws:ResourceTag/{key}", value).Set($"iam:ResourceTag/{key}", value);
        }

        Demand("sts:AssumeRole", known, keys, context);
        if (tags.Passed.Count > 0 || tags.All.Count > 0)
        {
            Demand("sts:TagSession", known, keys, context);
        }

        if (request.Has("SourceIdentity"))
        {
            Demand("sts:SetSourceIdentity", known, keys, context);
        }
    }

    /// <summary>
    /// The trust policy must allow; when it names only the caller's account, or another account is concerned, the
    /// caller's own policies must allow too. Those are looked at only where IAM is enforced.
    /// </summary>
    private static void Demand(string action, IamRole role, ConditionKeys keys, OperationContext context)
    {
        var principal = CallerKeys.PrincipalOf(context);
        var match = RoleAssumption.Trust(role, principal, action, keys);
        var allowed = match != PrincipalMatch.None;
        if (allowed && context.Options.Iam == IamMode.Enforce)
        {
            var sameAccount = role.Arn.Contains($"::{principal.Account}:", StringComparison.Ordinal);
            allowed = CallerPolicies.Of(context).Permit(
                new Access(action, role.Arn, keys), needsIdentity: !sameAccount || match == PrincipalMatch.Account);
        }

        if (!allowed)
        {
            throw StsErrors.NotAuthorized(context.Caller.Arn, action, role.Arn);
        }
    }
}
