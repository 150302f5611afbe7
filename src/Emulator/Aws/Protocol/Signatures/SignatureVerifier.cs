using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Aws.Protocol.Signatures;

/// <summary>What a request says about its own signature.</summary>
/// <param name="Scope">Key, day, region, service.</param>
/// <param name="Time">X-Amz-Date as sent.</param>
/// <param name="SignedHeaders">In the order sent.</param>
/// <param name="Signature">Hexadecimal.</param>
/// <param name="Expires">Seconds that a presigned URL is good for; null for header-signed requests.</param>
internal sealed record SentSignature(
    CredentialScope Scope, string Time, IReadOnlyList<string> SignedHeaders, string Signature, long? Expires);

/// <summary>
/// Signature Version 4, computed anew from the published algorithm: canonical request, string to sign, derived key.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
internal static class SignatureVerifier
{
    /// <summary>
    /// Whether the signature of <paramref name="request"/> was made with <paramref name="secretKey"/>.
    /// </summary>
    public static bool Matches(HttpRequest request, ReadOnlySpan<byte> body, SentSignature sent, string secretKey)
    {
        var expected = Sign(secretKey, sent.Scope, StringToSign(CanonicalRequest(request, body, sent), sent));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(sent.Signature));
    }

    /// <summary>The first step's text: method, path, query, signed headers and the body's hash.</summary>
    public static string CanonicalRequest(HttpRequest request, ReadOnlySpan<byte> body, SentSignature sent)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var target = string.IsNullOrEmpty(raw) ? request.Path.ToUriComponent() + request.QueryString.Value : raw;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        var text = new StringBuilder(request.Method).Append('\n')
            .Append(CanonicalPath(path)).Append('\n')
            .Append(CanonicalQuery(query)).Append('\n');
        foreach (var name in sent.SignedHeaders)
        {
            text.Append(name).Append(':').Append(HeaderValue(request, name)).Append('\n');
        }

        return text.Append('\n').AppendJoin(';', sent.SignedHeaders).Append('\n').Append(Hex(SHA256.HashData(body)))
            .ToString();
    }

    /// <summary>The second step's text.</summary>
    public static string StringToSign(string canonicalRequest, SentSignature sent) => string.Join(
        '\n',
        CredentialScope.Algorithm,
        sent.Time,
        $"{sent.Scope.Date}/{sent.Scope.Region}/{sent.Scope.Service}/{sent.Scope.Terminator}",
        Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest))));

    /// <summary>The last step: a key derived for day, region and service signs the text.</summary>
    public static string Sign(string secretKey, CredentialScope scope, string stringToSign)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in (string[])[scope.Date, scope.Region, scope.Service, scope.Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    // Every service but S3 encodes each segment of the path once more.
    private static string CanonicalPath(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segment.Length > 0 && segment != ".")
            {
                kept.Add(Encode(segment));
            }
        }

        var tail = kept.Count > 0 && path.EndsWith('/') ? "/" : "";
        return "/" + string.Join('/', kept) + tail;
    }

    private static string CanonicalQuery(string query)
    {
        var pairs = new List<(string Name, string Value)>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Encode(Decode(equals < 0 ? pair : pair[..equals]));
            if (name != "X-Amz-Signature")
            {
                pairs.Add((name, equals < 0 ? "" : Encode(Decode(pair[(equals + 1)..]))));
            }
        }

        pairs.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name) is var c && c != 0
            ? c
            : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.Select(p => $"{p.Name}={p.Value}"));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // Uri.EscapeDataString leaves exactly the unreserved characters of RFC 3986, as the algorithm asks.
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string HeaderValue(HttpRequest request, string name)
    {
        var values = name == "host" ? request.Host.Value : request.Headers[name].ToString();
        var trimmed = new StringBuilder();
        var blank = false;
        foreach (var c in (values ?? "").Trim())
        {
            if (c != ' ' || !blank)
            {
                trimmed.Append(c);
            }

            blank = c == ' ';
        }

        return trimmed.ToString();
    }
}
