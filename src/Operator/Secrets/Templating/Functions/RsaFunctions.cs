using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>ESO's own: RSA decryption.</summary>
[TemplateFunctions]
internal static class RsaFunctions
{
    public static string RsaDecrypt(string scheme, string hash, string encrypted, string pem)
    {
        if (scheme == "None") return encrypted;
        if (scheme != "RSA-OAEP") throw new GoErrorException($"decryption scheme {scheme} is not supported");
        var block = GoPem.Decode(pem, out _) ?? throw new GoErrorException("failed to decode PEM block");
        using var key = ReadKey(block.Bytes);
        if (key is not RsaPrivateKey rsa) throw new GoErrorException("could not parse RSA private key");
        try
        {
            return ByteText.FromBytes(rsa.Rsa.Decrypt(ByteText.ToBytes(encrypted), Padding(hash)));
        }
        catch (CryptographicException)
        {
            throw new GoErrorException("error decrypting data with RSA: crypto/rsa: decryption error");
        }
    }

    private static PrivateKey ReadKey(byte[] der)
    {
        try
        {
            return PrivateKeyReader.ReadAny(der);
        }
        catch (GoErrorException failed)
        {
            throw new GoErrorException($"could not parse private key: {failed.Message}");
        }
    }

    // Any other name means SHA-256.
    private static RSAEncryptionPadding Padding(string hash) => hash switch
    {
        "SHA1" => RSAEncryptionPadding.OaepSHA1,
        "SHA512" => RSAEncryptionPadding.OaepSHA512,
        _ => RSAEncryptionPadding.OaepSHA256,
    };
}
