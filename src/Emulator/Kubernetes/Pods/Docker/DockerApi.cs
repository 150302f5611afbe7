using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>
/// The Docker Engine API over a Unix socket or plain TCP, in the engine's own version.
/// Not emulated: TLS (DOCKER_TLS_VERIFY), SSH, contexts.
/// </summary>
internal sealed class DockerApi : IDisposable
{
    private const string UsualPlace = "unix:///var/run/docker.sock";

    private readonly EndPoint place;
    private readonly HttpClient http;

    private DockerApi(string address, EndPoint place)
    {
        Address = address;
        this.place = place;
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) => new NetworkStream(await ConnectAsync(cancel).ConfigureAwait(false), ownsSocket: true),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseProxy = false,
        })
        {
            BaseAddress = new Uri("http://docker"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>As people write it in DOCKER_HOST.</summary>
    public string Address { get; }

    /// <param name="address">DOCKER_HOST; null or empty: the usual socket.</param>
    /// <exception cref="DockerException">The address is of no known form.</exception>
    public static DockerApi At(string? address)
    {
        address = string.IsNullOrEmpty(address) ? UsualPlace : address;
        if (address.StartsWith("unix://", StringComparison.Ordinal))
        {
            return new DockerApi(address, new UnixDomainSocketEndPoint(address["unix://".Length..]));
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "tcp" or "http" && uri.Port > 0
            ? new DockerApi(address, new DnsEndPoint(uri.Host, uri.Port))
            : throw new DockerException(0, $"\"{address}\" is no unix:// or tcp:// address");
    }

    /// <summary>Asks, and reads the whole answer; null when it is empty.</summary>
    public async Task<JsonNode?> SendAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellation, string? registryAuth = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (registryAuth is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Registry-Auth", registryAuth);
        }

        using var answer = await SendAsync(request, body, cancellation).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        if (registryAuth is not null || path.StartsWith("/images/create", StringComparison.Ordinal))
        {
            return LastError(text);
        }

        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Asks, and reads the answer as it comes.</summary>
    public async Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var answer = await SendAsync(request, null, cancellation).ConfigureAwait(false);
        return await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A connection that the engine gives over to a process: raw bytes both ways, its sending half can be closed.</summary>
    public async Task<Socket> HijackAsync(string path, JsonObject body, CancellationToken cancellation)
    {
        var socket = await ConnectAsync(cancellation).ConfigureAwait(false);
        var content = Encoding.UTF8.GetBytes(body.ToJsonString());
        var head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {content.Length}\r\n\r\n");
        await socket.SendAsync((byte[])[.. head, .. content], cancellation).ConfigureAwait(false);

        // One byte at a time: what follows the head is the process's.
        var answer = new StringBuilder();
        var one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (answer.Length > 16 * 1024 || await socket.ReceiveAsync(one, cancellation).ConfigureAwait(false) == 0)
            {
                socket.Dispose();
                throw new DockerException(0, "the engine closed the connection");
            }

            answer.Append((char)one[0]);
        }

        var words = answer.ToString().Split(' ');
        if (words.Length < 2 || words[1] is not ("101" or "200"))
        {
            socket.Dispose();
            throw new DockerException(0, answer.ToString().Split('\r')[0]);
        }

        return socket;
    }

    public void Dispose() => http.Dispose();

    private static string Message(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["message"]?.GetValue<string>() ?? text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    // A pull answers 200 and tells of its failure in the last of many lines.
    private static JsonNode? LastError(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (JsonNode.Parse(line)?["error"]?.GetValue<string>() is { } error)
            {
                throw new DockerException(500, error);
            }
        }

        return null;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, JsonObject? body, CancellationToken cancellation)
    {
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new DockerException(0, (e.InnerException ?? e).Message);
        }

        if ((int)answer.StatusCode < 400)
        {
            return answer;
        }

        using (answer)
        {
            throw new DockerException(
                (int)answer.StatusCode, Message(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)));
        }
    }

    private async ValueTask<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(place, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
