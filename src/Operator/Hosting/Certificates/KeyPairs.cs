using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eso.Operator.Hosting.Certificates;

/// <summary>A certificate and its key, both PEM.</summary>
internal sealed record KeyPair(string Certificate, string Key);

/// <summary>Makes the webhook's authority and serving certificate as ESO's cert controller does: RSA 2048, ten years.</summary>
internal static class KeyPairs
{
    private const int KeyBits = 2048;
    private const int LifetimeDays = 3650;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    public static KeyPair Authority(DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        var request = Request("CN=external-secrets, O=external-secrets", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now.AddDays(LifetimeDays));
        return new KeyPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A serving certificate for a host, signed by <paramref name="authority"/>.</summary>
    public static KeyPair Serving(KeyPair authority, string host, DateTimeOffset now)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority.Certificate, authority.Key);
        using var key = RSA.Create(KeyBits);
        var request = ServerRequest(host, key);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, false));
        var end = now.AddDays(LifetimeDays);
        var issuerEnd = new DateTimeOffset(issuer.NotAfter.ToUniversalTime());
        var begin = now - ClockSkew;
        var issuerBegin = new DateTimeOffset(issuer.NotBefore.ToUniversalTime());
        using var certificate = request.Create(
            issuer, begin > issuerBegin ? begin : issuerBegin, end < issuerEnd ? end : issuerEnd, Serial());
        return new KeyPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What listeners use that were given no certificate, as controller-runtime's metrics server does.</summary>
    public static X509Certificate2 SelfSigned(string host, DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        return ServerRequest(host, key).CreateSelfSigned(now - ClockSkew, now.AddYears(1));
    }

    private static CertificateRequest ServerRequest(string host, RSA key)
    {
        var request = Request($"CN={host}", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static CertificateRequest Request(string subject, RSA key) =>
        new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        return serial;
    }
}
