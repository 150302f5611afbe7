namespace Eso.Emulator.Aws.Iam;

/// <summary>Rules for identity providers.</summary>
internal static class OidcProviders
{
    private const int ClientsMax = 100;
    private const int ThumbprintsMax = 5;

    /// <summary>
    /// The issuer must be an HTTPS URL without query. Plain HTTP is taken on loopback, where test issuers live: AWS
    /// could not reach those at all.
    /// </summary>
    public static void CheckUrl(string issuer)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var url) || url.Query.Length > 0 || url.Fragment.Length > 0
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            throw IamErrors.Invalid("Invalid Open ID Connect Provider URL");
        }
    }

    public static void CheckQuotas(int clients, int thumbprints)
    {
        if (thumbprints > ThumbprintsMax)
        {
            throw IamErrors.InvalidInput("Thumbprint list must contain fewer than 5 entries.");
        }

        if (clients > ClientsMax)
        {
            throw IamErrors.Quota("ClientIdsPerOpenIdConnectProvider", ClientsMax);
        }
    }

    /// <summary>How IAM keeps an issuer: without its scheme.</summary>
    public static string WithoutScheme(string issuer)
    {
        var at = issuer.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? issuer : issuer[(at + 3)..];
    }
}
