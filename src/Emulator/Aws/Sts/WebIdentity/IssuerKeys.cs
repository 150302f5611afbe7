using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Sts.WebIdentity;

/// <summary>
/// An issuer's keys as it publishes them: by discovery, then by its key set. Nothing is kept: keys rotate.
/// </summary>
/// <param name="Keys">Null when they could not be had.</param>
/// <param name="Unreachable">Whether nobody answered at all.</param>
internal sealed record IssuerKeys(IReadOnlyList<JsonObject>? Keys, bool Unreachable)
{
    private const int DocumentBytesMax = 1 << 20;
    private static readonly Lazy<HttpMessageHandler> Network = new(() => new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AllowAutoRedirect = true,
        MaxAutomaticRedirections = 3,
    });

    /// <summary>Asks the issuer; every failure is data.</summary>
    public static async ValueTask<IssuerKeys> FetchAsync(
        HttpMessageHandler? handler, string issuer, CancellationToken cancel)
    {
        using var http = new HttpMessageInvoker(handler ?? Network.Value, disposeHandler: false);
        try
        {
            var discovery = await GetAsync(http, issuer.TrimEnd('/') + "/.well-known/openid-configuration", cancel)
                .ConfigureAwait(false);
            if (discovery is null || WebToken.Text(discovery, "jwks_uri") is not { } uri)
            {
                return new IssuerKeys(null, false);
            }

            var keys = await GetAsync(http, uri, cancel).ConfigureAwait(false);
            return new IssuerKeys((keys?["keys"] as JsonArray)?.OfType<JsonObject>().ToList(), false);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or UriFormatException
            or InvalidOperationException or NotSupportedException)
        {
            return new IssuerKeys(null, true);
        }
        catch (JsonException)
        {
            return new IssuerKeys(null, false);
        }
    }

    private static async Task<JsonObject?> GetAsync(HttpMessageInvoker http, string uri, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > DocumentBytesMax)
        {
            return null;
        }

        using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancel).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > DocumentBytesMax)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) as JsonObject;
    }
}
