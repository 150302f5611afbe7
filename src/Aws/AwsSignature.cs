using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Eso.Aws.Credentials;

namespace Eso.Aws;

/// <summary>
/// Signature Version 4 in headers. The SDK's signer computes it; the canonical request is made here because the SDK's
/// own
/// way through a request stamps it with the process's clock.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
/// </summary>
internal static class AwsSignature
{
    public static void Sign(
        HttpRequestMessage message,
        byte[] body,
        AwsCredentials credentials,
        string region,
        string service,
        DateTimeOffset now)
    {
        var stamp = now.UtcDateTime;
        message.Headers.TryAddWithoutValidation("X-Amz-Date", stamp.ToString("yyyyMMdd'T'HHmmss'Z'"));
        if (credentials.SessionToken.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("X-Amz-Security-Token", credentials.SessionToken);
        }

        var headers = Headers(message);
        var names = string.Join(';', headers.Keys);
        var canonical = new StringBuilder()
            .Append(message.Method.Method).Append('\n')
            .Append(message.RequestUri!.AbsolutePath).Append('\n')
            .Append(message.RequestUri.Query.TrimStart('?')).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body)));
        var keys = new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, null);
        var result = AWS4Signer.ComputeSignature(keys, region, stamp, service, names, canonical.ToString());
        message.Headers.TryAddWithoutValidation("Authorization", result.ForAuthorizationHeader);
    }

    // Host, content type and everything of Amazon's is signed; proxies may touch the rest.
    private static SortedDictionary<string, string> Headers(HttpRequestMessage message)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = message.RequestUri!.IsDefaultPort
                ? message.RequestUri.IdnHost
                : $"{message.RequestUri.IdnHost}:{message.RequestUri.Port}",
            ["content-type"] = message.Content!.Headers.NonValidated["Content-Type"].ToString(),
        };
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = values.ToString();
            }
        }

        return headers;
    }
}
