using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Sts.WebIdentity;

/// <summary>An ID token, read but not yet believed.</summary>
internal sealed class WebToken
{
    private readonly byte[] signed;
    private readonly byte[] signature;
    private readonly JsonObject claims;

    private WebToken(byte[] signed, byte[] signature, JsonObject header, JsonObject claims)
    {
        this.signed = signed;
        this.signature = signature;
        this.claims = claims;
        Algorithm = Text(header, "alg") ?? "";
        KeyId = Text(header, "kid");
        Issuer = Text(claims, "iss") ?? "";
        Subject = Text(claims, "sub") ?? "";
        AuthorizedParty = Text(claims, "azp");
        Audiences = Texts(claims["aud"]);
        Expires = Number(claims, "exp");
        NotBefore = Number(claims, "nbf");
    }

    public string Algorithm { get; }

    public string? KeyId { get; }

    public string Issuer { get; }

    public string Subject { get; }

    public string? AuthorizedParty { get; }

    public IReadOnlyList<string> Audiences { get; }

    public long? Expires { get; }

    public long? NotBefore { get; }

    /// <summary>Claim <c>https://aws.amazon.com/source_identity</c>.</summary>
    public string? SourceIdentity => Text(claims, "https://aws.amazon.com/source_identity");

    /// <summary>Authentication methods, for the condition key <c>:amr</c>.</summary>
    public IReadOnlyList<string> Methods => Texts(claims["amr"]);

    /// <summary>Claim <c>https://aws.amazon.com/tags</c>: principal tags, each with one value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags =>
        Aws("principal_tags") is JsonObject tags
            ? tags.Select(t => KeyValuePair.Create(t.Key, Texts(t.Value).FirstOrDefault() ?? "")).ToList()
            : [];

    public IReadOnlyList<string> TransitiveTagKeys => Texts(Aws("transitive_tag_keys"));

    /// <summary>The token, or null when the text is no JWT.</summary>
    public static WebToken? Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(Decode(parts[0])) is JsonObject header
                && JsonNode.Parse(Decode(parts[1])) is JsonObject claims
                && Text(claims, "iss") is not null
                ? new WebToken(
                    Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), header, claims)
                : null;
        }
        catch (Exception bad) when (bad is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a key of the provider made the signature.</summary>
    public bool IsSignedBy(JsonObject key)
    {
        var hash = Algorithm switch
        {
            "RS256" or "ES256" => HashAlgorithmName.SHA256,
            "RS384" or "ES384" => HashAlgorithmName.SHA384,
            "RS512" or "ES512" => HashAlgorithmName.SHA512,
            _ => default,
        };
        if (hash.Name is null)
        {
            return false;
        }

        try
        {
            return (Text(key, "kty"), Algorithm[..2]) switch
            {
                ("RSA", "RS") => VerifyRsa(key, hash),
                ("EC", "ES") => VerifyEc(key, hash),
                _ => false,
            };
        }
        catch (Exception bad) when (bad is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A text member, or null.</summary>
    public static string? Text(JsonObject json, string member) =>
        json[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    private bool VerifyRsa(JsonObject key, HashAlgorithmName hash)
    {
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Decode(Text(key, "n") ?? ""),
            Exponent = Decode(Text(key, "e") ?? ""),
        });
        return rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private bool VerifyEc(JsonObject key, HashAlgorithmName hash)
    {
        var curve = Text(key, "crv") switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => throw new CryptographicException("unknown curve"),
        };
        using var ec = ECDsa.Create(new ECParameters
        {
            Curve = curve,
            Q = new ECPoint { X = Decode(Text(key, "x") ?? ""), Y = Decode(Text(key, "y") ?? "") },
        });
        return ec.VerifyData(signed, signature, hash);
    }

    private JsonNode? Aws(string member) => (claims["https://aws.amazon.com/tags"] as JsonObject)?[member];

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);

    private static long? Number(JsonObject json, string member) =>
        json[member] is JsonValue value && value.TryGetValue<double>(out var number) && Math.Abs(number) < 1e15
            ? (long)number
            : null;

    private static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.OfType<JsonValue>().Select(v => v.ToString()).ToList(),
        JsonValue one => [one.ToString()],
        _ => [],
    };
}
