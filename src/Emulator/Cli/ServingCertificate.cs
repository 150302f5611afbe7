using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Cli;

/// <summary>
/// The certificate a server shows: <c>apiserver.crt</c> and <c>apiserver.key</c> of a folder, as the real server takes
/// them; where they are missing it makes its own and leaves them there.
/// </summary>
internal static class ServingCertificate
{
    public static X509Certificate2 FromFolder(string folder, CertificateAuthority authority, IEnumerable<string> names)
    {
        var certificate = Path.Combine(folder, "apiserver.crt");
        var key = Path.Combine(folder, "apiserver.key");
        try
        {
            if (File.Exists(certificate) && File.Exists(key))
            {
                return FromFiles(certificate, key);
            }

            Directory.CreateDirectory(folder);
            var made = authority.Server(names);
            File.WriteAllText(certificate, made.ExportCertificatePem() + "\n");
            WritePrivate(key, made.GetECDsaPrivateKey()!.ExportECPrivateKeyPem() + "\n");
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"the certificate folder {folder} cannot be used: {e.Message}");
        }
    }

    public static X509Certificate2 FromFiles(string certificate, string key)
    {
        try
        {
            using var parsed = X509Certificate2.CreateFromPemFile(certificate, key);

            // A key that only lives in memory cannot serve TLS on every platform; one that came from PKCS 12 can.
            return X509CertificateLoader.LoadPkcs12(parsed.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageError($"{certificate} and {key} are no certificate with its key: {e.Message}");
        }
    }

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
