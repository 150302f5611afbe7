using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Aws.Protocol.Signatures;

/// <summary>Who signed and for what: <c>AKIA…/20260101/us-east-1/secretsmanager/aws4_request</c>.</summary>
internal sealed record CredentialScope(string AccessKeyId, string Date, string Region, string Service,
    string Terminator)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    private const int KeptMax = 10_000;
    private static readonly ConcurrentDictionary<string, CredentialScope> Kept = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, CredentialScope>.AlternateLookup<ReadOnlySpan<char>> KeptBySpan =
        Kept.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The root user that an unknown key stands for where any key works.</summary>
    public Caller Root { get; } = Authentication.Root(Partitions.AccountOf(AccessKeyId), AccessKeyId, Region);

    /// <summary>The scope of a request, header-signed or presigned; null when it has none that can be read.</summary>
    public static CredentialScope? Of(HttpRequest http)
    {
        var header = http.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            return Find(header, "Credential=", out var value) ? Read(value) : null;
        }

        return http.Query.TryGetValue("X-Amz-Credential", out var presigned) ? Parse(presigned.ToString()) : null;
    }

    /// <summary>The session token, from the header or the presigned query; null when absent.</summary>
    public static string? SessionToken(HttpRequest http)
    {
        var header = http.Headers["X-Amz-Security-Token"].ToString();
        if (header.Length > 0)
        {
            return header;
        }

        var query = http.Query["X-Amz-Security-Token"].ToString();
        return query.Length > 0 ? query : null;
    }

    /// <summary>
    /// The value of <paramref name="name"/> in an Authorization header, up to the next comma or blank.
    /// </summary>
    public static string? Part(string header, string name) =>
        Find(header, name, out var value) ? value.ToString() : null;

    private static bool Find(string header, string name, out ReadOnlySpan<char> value)
    {
        var at = header.IndexOf(name, StringComparison.Ordinal);
        value = at < 0 ? [] : header.AsSpan(at + name.Length);
        var end = value.IndexOfAny(',', ' ');
        value = end < 0 ? value : value[..end];
        return at >= 0;
    }

    // A client signs all day with one scope: read once.
    private static CredentialScope? Read(ReadOnlySpan<char> text)
    {
        if (KeptBySpan.TryGetValue(text, out var known))
        {
            return known;
        }

        var read = Parse(text.ToString());
        if (read is not null)
        {
            if (Kept.Count >= KeptMax)
            {
                Kept.Clear();
            }

            KeptBySpan[text] = read;
        }

        return read;
    }

    public static CredentialScope? Parse(string? text)
    {
        // Access key ids of test suites may hold anything but the scope's last four parts.
        var parts = text?.Split('/') ?? [];
        return parts.Length < 5
            ? null
            : new CredentialScope(string.Join('/', parts[..^4]), parts[^4], parts[^3], parts[^2], parts[^1]);
    }
}
