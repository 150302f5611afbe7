using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eso.Operator.Hosting.Certificates;

/// <summary>Whether a certificate will still serve a host at some time.</summary>
internal static class CertificateCheck
{
    /// <summary>What is wrong; null when nothing is.</summary>
    /// <param name="authority">PEM of the authority; empty skips the question who signed it.</param>
    /// <param name="certificate">PEM of the certificate.</param>
    /// <param name="key">PEM of its key.</param>
    /// <param name="host">Name it must be good for; empty skips that question.</param>
    /// <param name="at">When it must be good.</param>
    public static string? Problem(string authority, string certificate, string key, string host, DateTimeOffset at)
    {
        if (certificate.Length == 0 || key.Length == 0)
        {
            return "there is no certificate yet";
        }

        try
        {
            using var found = X509Certificate2.CreateFromPem(certificate, key);
            if (at < found.NotBefore.ToUniversalTime() || at > found.NotAfter.ToUniversalTime())
            {
                return $"the certificate is good only from {found.NotBefore:u} to {found.NotAfter:u}";
            }

            if (host.Length > 0 && !found.MatchesHostname(host, allowWildcards: true, allowCommonName: false))
            {
                return $"the certificate is not made out for {host}";
            }

            return authority.Length == 0 ? null : ChainProblem(authority, found, at);
        }
        catch (CryptographicException e)
        {
            return $"the certificate cannot be read: {e.Message}";
        }
    }

    private static string? ChainProblem(string authority, X509Certificate2 certificate, DateTimeOffset at)
    {
        using var root = X509Certificate2.CreateFromPem(authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        return chain.Build(certificate)
            ? null
            : $"the certificate does not verify: {string.Join(", ", chain.ChainStatus.Select(s => s.Status))}";
    }
}
