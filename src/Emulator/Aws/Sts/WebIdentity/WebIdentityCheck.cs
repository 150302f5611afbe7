using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.WebIdentity;

/// <summary>A web identity that was found good.</summary>
/// <param name="Provider">Null for an account that declares none (docs/decisions: undeclared roles).</param>
/// <param name="Audience">Of the token's audiences the one that the provider knows.</param>
internal sealed record WebIdentityCheck(WebToken Token, IamOidcProvider? Provider, string Audience)
{
    /// <summary>The provider that a token's issuer names, or null.</summary>
    public static IamOidcProvider? ProviderOf(AwsWorld world, string account, string issuer)
    {
        var url = WithoutScheme(issuer);
        return world.State<IamState>(account, "").OidcProviders.Values.FirstOrDefault(
            p => p.Url.TrimEnd('/') == url);
    }

    public static string WithoutScheme(string issuer)
    {
        var at = issuer.IndexOf("://", StringComparison.Ordinal);
        return (at < 0 ? issuer : issuer[(at + 3)..]).TrimEnd('/');
    }

    /// <summary>Checks a token in the order in which AWS finds fault with it.</summary>
    public static WebIdentityCheck Verify(
        string text, string account, IssuerKeys? keys, bool undeclared, OperationContext context)
    {
        var token = WebToken.Parse(text) ?? throw StsErrors.NotJwt();
        var now = (context.Options.WebIdentityClock?.GetUtcNow() ?? context.Now).ToUnixTimeSeconds();
        if (undeclared)
        {
            CheckTimes(token, now);
            return new WebIdentityCheck(
                token, null, token.AuthorizedParty ?? (token.Audiences is [var first, ..] ? first : ""));
        }

        var provider = ProviderOf(context.World, account, token.Issuer) ?? throw StsErrors.NoProvider(token.Issuer);
        CheckSignature(token, keys);
        CheckTimes(token, now);
        if (token.Subject.Length == 0)
        {
            throw StsErrors.MissingClaim("sub");
        }

        // azp names whom the token was issued to; only without it the audience itself is looked at.
        string[] candidates = token.AuthorizedParty is { } party ? [party] : [.. token.Audiences];
        var audience = candidates.FirstOrDefault(provider.ClientIds.Contains) ?? throw StsErrors.WrongAudience();
        return new WebIdentityCheck(token, provider, audience);
    }

    private static void CheckSignature(WebToken token, IssuerKeys? published)
    {
        if (published?.Keys is not { } keys)
        {
            throw published?.Unreachable == true ? StsErrors.ProviderUnreachable() : StsErrors.NoVerificationKey();
        }

        var candidates = keys.Where(k => token.KeyId is null || WebToken.Text(k, "kid") == token.KeyId).ToList();
        if (candidates.Count == 0)
        {
            throw StsErrors.NoVerificationKey();
        }

        if (!candidates.Exists(token.IsSignedBy))
        {
            throw StsErrors.NotJwt();
        }
    }

    private static void CheckTimes(WebToken token, long now)
    {
        if (token.Expires is not { } expires)
        {
            throw StsErrors.MissingClaim("exp");
        }

        if (now >= expires)
        {
            throw StsErrors.TokenExpired(now, expires);
        }

        if (token.NotBefore is { } from && now < from)
        {
            throw StsErrors.TokenNotYetValid(now, from);
        }
    }
}
