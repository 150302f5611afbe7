using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>
/// The key that ServiceAccount tokens are signed with: RS256, as every cluster's is by default, or ES256 when an elliptic
/// key is given (envtest does).
/// </summary>
internal sealed class TokenKey
{
    private readonly RSA? rsa;
    private readonly ECDsa? elliptic;

    private TokenKey(RSA? rsa, ECDsa? elliptic)
    {
        this.rsa = rsa;
        this.elliptic = elliptic;
        var der = rsa?.ExportSubjectPublicKeyInfo() ?? elliptic!.ExportSubjectPublicKeyInfo();
        Id = Base64Url.EncodeToString(SHA256.HashData(der));
    }

    /// <summary>base64url(SHA-256(DER of the public key)), as the real server computes it.</summary>
    public string Id { get; }

    public string Algorithm => rsa is null ? "ES256" : "RS256";

    public static TokenKey Fresh() => new(RSA.Create(2048), null);

    /// <summary>A new key as PEM, to be kept.</summary>
    public static string FreshPem()
    {
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKeyPem();
    }

    /// <summary>A private key as PEM; throws <see cref="CryptographicException"/> or ArgumentException when it is none.</summary>
    public static TokenKey FromPem(string pem)
    {
        if (pem.Contains("RSA PRIVATE KEY", StringComparison.Ordinal))
        {
            var key = RSA.Create();
            key.ImportFromPem(pem);
            return new TokenKey(key, null);
        }

        try
        {
            var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return new TokenKey(null, key);
        }
        catch (CryptographicException)
        {
            var key = RSA.Create();
            key.ImportFromPem(pem);
            return new TokenKey(key, null);
        }
    }

    public byte[] Sign(byte[] data) => rsa is not null
        ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : elliptic!.SignData(data, HashAlgorithmName.SHA256);

    public bool Verify(byte[] data, byte[] signature) => rsa is not null
        ? rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : elliptic!.VerifyData(data, signature, HashAlgorithmName.SHA256);

    /// <summary>The public half as a JSON Web Key.</summary>
    public JsonObject WebKey()
    {
        var key = new JsonObject { ["use"] = "sig", ["kty"] = rsa is null ? "EC" : "RSA", ["kid"] = Id, ["alg"] = Algorithm };
        if (rsa is not null)
        {
            var parameters = rsa.ExportParameters(false);
            key["n"] = Base64Url.EncodeToString(parameters.Modulus);
            key["e"] = Base64Url.EncodeToString(parameters.Exponent);
        }
        else
        {
            var parameters = elliptic!.ExportParameters(false);
            key["crv"] = "P-256";
            key["x"] = Base64Url.EncodeToString(parameters.Q.X);
            key["y"] = Base64Url.EncodeToString(parameters.Q.Y);
        }

        return key;
    }
}
