using System.Collections.Concurrent;

namespace Eso.Aws;

/// <summary>
/// How far each endpoint's clock is from ours, learnt from a refused signature and the answer's Date, as AWS's SDKs do:
/// the attempt is made again, and from then on signed with the endpoint's time.
/// https://github.com/aws/aws-sdk-go-v2/blob/main/aws/retry/middleware.go
/// </summary>
internal sealed class ClockSkew
{
    private const int EndpointsMax = 1_000;
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<string, TimeSpan> offsets = new(StringComparer.Ordinal);

    public TimeSpan Of(Uri endpoint) => offsets.TryGetValue(endpoint.Authority, out var offset) ? offset : TimeSpan.Zero;

    /// <summary>Whether a refusal is about the time, and the time to sign with is now known better than before.</summary>
    public bool Learns(Uri endpoint, string code, DateTimeOffset? date, DateTimeOffset now)
    {
        var clockOnly = code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture";
        if (!(clockOnly || code is "InvalidSignatureException" or "SignatureDoesNotMatch" or "AuthFailure") || date is not { } theirs)
        {
            return false;
        }

        var offset = theirs - now;
        if ((offset - Of(endpoint)).Duration() < Least || offsets.Count >= EndpointsMax)
        {
            // We signed with that time already: it is something else.
            return false;
        }

        offsets[endpoint.Authority] = offset;
        return true;
    }
}
