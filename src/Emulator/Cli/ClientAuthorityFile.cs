using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eso.Emulator.Cli;

/// <summary>Files with PEM that the API server's flags name; what is wrong with one is said with its flag.</summary>
internal static class ClientAuthorityFile
{
    private const string Flag = "--client-ca-file";

    /// <summary>The authorities' PEM; empty without a path.</summary>
    public static string Read(string path)
    {
        var pem = Text(path, Flag);
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new UsageError($"unable to load client CA file \"{path}\": {e.Message}");
        }

        return pem.Length == 0 || found.Count > 0 ? pem
            : throw new UsageError(
                $"unable to load client CA file \"{path}\": data does not contain any valid RSA or ECDSA certificates");
    }

    public static string Text(string path, string flag)
    {
        try
        {
            return path.Length == 0 ? "" : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"{flag} cannot be read: {e.Message}");
        }
    }
}
