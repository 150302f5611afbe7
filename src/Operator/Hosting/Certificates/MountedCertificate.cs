using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eso.Operator.Hosting.Certificates;

/// <summary>A key pair that is renewed in place (a mounted Secret): read again every minute.</summary>
internal sealed class MountedCertificate(
    string folder, TimeProvider clock, string certificateName = "tls.crt", string keyName = "tls.key") : ICertificateSource
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private X509Certificate2? current;
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    public X509Certificate2? Current()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (current is not null && now - readAt < Lifetime)
            {
                return current;
            }

            try
            {
                // Handshakes may still use the old one: it is left to the collector.
                current = X509Certificate2.CreateFromPem(Text(certificateName), Text(keyName));
                readAt = now;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Not there yet, or half written: the old one stays in use.
            }

            return current;
        }
    }

    public string? Problem(string host, DateTimeOffset at)
    {
        try
        {
            var authority = File.Exists(Path.Combine(folder, "ca.crt")) ? Text("ca.crt") : "";
            return CertificateCheck.Problem(authority, Text(certificateName), Text(keyName), host, at);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private string Text(string name) => File.ReadAllText(Path.Combine(folder, name));
}
