using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>
/// Signs and verifies ServiceAccount tokens. Without a key of its own a server uses the process's, which is made when
/// first needed, since 2048 bits of RSA cost more than the rest of a start.
/// </summary>
internal sealed class TokenIssuer(TokenKey? own = null)
{
    private const int KnownMax = 4096;
    private static readonly Lazy<TokenKey> Shared = new(TokenKey.Fresh);

    private readonly ConcurrentDictionary<string, JsonObject> verified = new(StringComparer.Ordinal);

    private TokenKey Key => own ?? Shared.Value;

    public string Algorithm => own?.Algorithm ?? "RS256";

    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = Key.Algorithm, ["kid"] = Key.Id };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The claims of a token this server signed; null for any other text. Times are the caller's to check.</summary>
    public JsonObject? Verify(string token)
    {
        if (verified.TryGetValue(token, out var known))
        {
            return known.DeepClone().AsObject();
        }

        var parts = token.Split('.');
        if (parts.Length != 3 || (own is null && !Shared.IsValueCreated))
        {
            return null;
        }

        try
        {
            var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0])) as JsonObject;
            if (header?["alg"]?.GetValue<string>() != Key.Algorithm)
            {
                return null;
            }

            var signature = Base64Url.DecodeFromChars(parts[2]);
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            if (!Key.Verify(signed, signature) || JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) is not JsonObject claims)
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
    public JsonObject KeySet() => new() { ["keys"] = new JsonArray(Key.WebKey()) };

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
