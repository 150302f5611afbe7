using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: digests, in lower-case hexadecimal.</summary>
[TemplateFunctions]
internal static class HashFunctions
{
    public static string Sha1sum(string text) => Convert.ToHexStringLower(SHA1.HashData(ByteText.ToBytes(text)));

    public static string Sha256sum(string text) => Convert.ToHexStringLower(SHA256.HashData(ByteText.ToBytes(text)));

    public static string Sha512sum(string text) => Convert.ToHexStringLower(SHA512.HashData(ByteText.ToBytes(text)));

    public static string Adler32sum(string text)
    {
        const uint Modulus = 65521;
        uint a = 1, b = 0;
        foreach (var c in text)
        {
            a = (a + c) % Modulus;
            b = (b + a) % Modulus;
        }
        return (b << 16 | a).ToString();
    }
}
