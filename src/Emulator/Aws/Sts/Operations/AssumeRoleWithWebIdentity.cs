using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Sts.WebIdentity;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Temporary credentials of a role for the holder of an ID token: issuer's keys, signature, times, audience and the
/// role's trust policy are checked.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
/// Not emulated: OAuth 2.0 access tokens (ProviderId); certificate thumbprints, which AWS no longer needs either.
/// </summary>
internal sealed class AssumeRoleWithWebIdentity : IOperation<StsState>, IPreparedOperation
{
    private const string Action = "sts:AssumeRoleWithWebIdentity";

    public static string Name => "AssumeRoleWithWebIdentity";

    public static async ValueTask<object?> PrepareAsync(
        JsonObject request, OperationContext context, CancellationToken cancellationToken)
    {
        if (WebToken.Parse(request.Required("WebIdentityToken")) is not { } token)
        {
            return null;
        }

        string issuer;
        lock (context.World.Gate)
        {
            var role = RoleReference.Find(request.Required("RoleArn"), context.World);
            if (WebIdentityCheck.ProviderOf(context.World, role.Account, token.Issuer) is not { } provider)
            {
                return null;
            }

            issuer = provider.Issuer;
        }

        return await IssuerKeys.FetchAsync(context.Options.WebIdentityHttp, issuer, cancellationToken)
            .ConfigureAwait(false);
    }

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        var role = RoleReference.Find(request.Required("RoleArn"), context.World);
        var undeclared = RoleAssumption.AcceptsUndeclared(role, context);
        var identity = WebIdentityCheck.Verify(
            request.Required("WebIdentityToken"), role.Account, context.Prepared as IssuerKeys, undeclared, context);
        var token = identity.Token;
        var tags = SessionTagging.Check(token.Tags, token.TransitiveTagKeys, null);
        var claims = Claims(identity);
        if (!undeclared)
        {
            Authorize(request, role, identity, claims, tags, context);
        }

        var seconds = (int)(request.Number("DurationSeconds") ?? RoleAssumption.DefaultSeconds);
        RoleAssumption.CheckDuration(seconds, role, chained: false);
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
                SourceIdentity = token.SourceIdentity,
                Policies = policies,
                Provider = identity.Provider?.Arn,
                Claims = claims,
            });

        var answer = new JsonObject
        {
            ["Credentials"] = SessionIssuer.Show(issued),
            ["SubjectFromWebIdentityToken"] = token.Subject,
            ["AssumedRoleUser"] = RoleAssumption.Show(issued.Session!),
        };
        answer.AddUnlessNull("PackedPolicySize", packed);
        answer["Provider"] = identity.Provider?.Arn
            ?? $"arn:{role.Partition}:iam::{role.Account}:oidc-provider/{WebIdentityCheck.WithoutScheme(token.Issuer)}";
        answer["Audience"] = identity.Audience;
        answer.AddUnlessNull("SourceIdentity", token.SourceIdentity);
        return answer;
    }

    private static void Authorize(
        JsonObject request,
        RoleReference role,
        WebIdentityCheck identity,
        IReadOnlyDictionary<string, string> claims,
        SessionTagging tags,
        OperationContext context)
    {
        var provider = identity.Provider!;
        if (role.Role is not { } known)
        {
            throw StsErrors.WebIdentityDenied();
        }

        var keys = new ConditionKeys()
            .Set("aws:FederatedProvider", provider.Arn)
            .Set("aws:SourceIp", context.SourceIp)
            .Set("aws:RequestedRegion", context.Region)
            .Set("aws:SecureTransport", true)
            .Set("aws:CurrentTime", context.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))
            .Set("aws:EpochTime", context.Now.ToUnixTimeSeconds().ToString())
            .Set("sts:RoleSessionName", request.Text("RoleSessionName"))
            .Set("sts:SourceIdentity", identity.Token.SourceIdentity)
            .Set("sts:TransitiveTagKeys", tags.PassedTransitive)
            .Set("aws:TagKeys", tags.Passed.Select(t => t.Key));
        foreach (var (key, value) in claims)
        {
            keys.Set(key, value);
        }

        keys.Set($"{provider.Url}:amr", identity.Token.Methods);
        foreach (var (key, value) in tags.Passed)
        {
            keys.Set($"aws:RequestTag/{key}", value);
        }

        var principal = new Principal("", "", Federated: provider.Arn);
        var needed = new List<string> { Action };
        if (tags.Passed.Count > 0)
        {
            needed.Add("sts:TagSession");
        }

        if (identity.Token.SourceIdentity is not null)
        {
            needed.Add("sts:SetSourceIdentity");
        }

        if (needed.Exists(a => RoleAssumption.Trust(known, principal, a, keys) == PrincipalMatch.None))
        {
            throw StsErrors.WebIdentityDenied();
        }
    }

    /// <summary>Condition keys of the token's claims, as trust policies test them.</summary>
    private static Dictionary<string, string> Claims(WebIdentityCheck identity)
    {
        var url = identity.Provider?.Url ?? WebIdentityCheck.WithoutScheme(identity.Token.Issuer);
        var claims = new Dictionary<string, string>
        {
            [$"{url}:sub"] = identity.Token.Subject,
            [$"{url}:aud"] = identity.Audience,
        };
        if (identity.Token.AuthorizedParty is not null && identity.Token.Audiences is [var only, ..])
        {
            claims[$"{url}:oaud"] = only;
        }

        return claims;
    }
}
