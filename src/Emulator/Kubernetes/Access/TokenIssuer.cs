using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>
/// Signs and verifies ServiceAccount tokens: RS256, as AWS's and everybody's verifiers expect of a cluster. The key is
/// made once per process when first needed, since 2048 bits of RSA cost more than the rest of a start.
/// </summary>
internal sealed class TokenIssuer
{
    private const int KnownMax = 4096;
    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));
    private static readonly Lazy<string> Id = new(() =>
        Base64Url.EncodeToString(SHA256.HashData(Key.Value.ExportSubjectPublicKeyInfo())));

    private readonly ConcurrentDictionary<string, JsonObject> verified = new(StringComparer.Ordinal);

    /// <summary>base64url(SHA-256(DER of the public key)), as the real server computes it.</summary>
    public static string KeyId => Id.Value;

    public static string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = Key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token this server signed; null for any other text. Times are the caller's to check.</summary>
    public JsonObject? Verify(string token)
    {
        if (verified.TryGetValue(token, out var known))
        {
            return known.DeepClone().AsObject();
        }

        var parts = token.Split('.');
        if (parts.Length != 3 || !Key.IsValueCreated)
        {
            return null;
        }

        try
        {
            var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0])) as JsonObject;
            if (header?["alg"]?.GetValue<string>() != "RS256")
            {
                return null;
            }

            var signature = Base64Url.DecodeFromChars(parts[2]);
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            if (!Key.Value.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                || JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) is not JsonObject claims)
            {
                return null;
            }

            if (verified.Count >= KnownMax)
            {
                verified.Clear();
            }

            verified[token] = claims;
            return claims.DeepClone().AsObject();
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The JSON Web Key Set of <c>/openid/v1/jwks</c>.</summary>
    public static JsonObject KeySet()
    {
        var key = Key.Value.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "RSA",
                ["kid"] = KeyId,
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        };
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
