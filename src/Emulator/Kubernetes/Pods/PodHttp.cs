using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// A small HTTP server over a container's files: busybox' <c>httpd</c>, and what web servers' images run by themselves.
/// One request a connection. Not emulated: everything but GET and HEAD of a file.
/// </summary>
internal sealed class PodHttp(PodFiles files, JsonObject container, string root, bool welcomes)
{
    private const int RequestBytesMax = 16 * 1024;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html",
        [".htm"] = "text/html",
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".json"] = "application/json",
        [".txt"] = "text/plain",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
    };

    public async Task ServeAsync(IByteChannel peer, CancellationToken cancellation)
    {
        var request = new StringBuilder();
        while (request.Length < RequestBytesMax && !request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await peer.ReadAsync(cancellation).ConfigureAwait(false) is not { } piece)
            {
                break;
            }

            request.Append(Encoding.Latin1.GetString(piece));
            if (!char.IsAsciiLetter(request[0]))
            {
                // Somebody speaks TLS, or nothing that is known here.
                break;
            }
        }

        var words = request.ToString().Split('\r')[0].Split(' ');
        if (words.Length < 3)
        {
            await AnswerAsync(peer, "400 Bad Request", "text/html", "400 Bad Request\n"u8.ToArray(), true, cancellation).ConfigureAwait(false);
        }
        else if (words[0] is not ("GET" or "HEAD"))
        {
            await AnswerAsync(peer, "501 Not Implemented", "text/html", "501 Not Implemented\n"u8.ToArray(), true, cancellation)
                .ConfigureAwait(false);
        }
        else
        {
            await FileAsync(peer, words[0] == "GET", words[1], cancellation).ConfigureAwait(false);
        }

        await peer.CloseAsync(cancellation).ConfigureAwait(false);
    }

    private async Task FileAsync(IByteChannel peer, bool withBody, string target, CancellationToken cancellation)
    {
        var path = Uri.UnescapeDataString(target.Split('?', '#')[0]);
        path = path.EndsWith('/') ? path + "index.html" : path;
        // The path is cleaned before it is looked up: what is above the root is the container's own, not the host's.
        var bytes = path.Split('/').Contains("..") ? null : files.Read(container, root + path);
        if (bytes is null && welcomes && path == "/index.html")
        {
            bytes = "<!DOCTYPE html>\n<html>\n<head><title>It works!</title></head>\n<body><h1>It works!</h1></body>\n</html>\n"u8.ToArray();
        }

        await (bytes is null
            ? AnswerAsync(peer, "404 Not Found", "text/html", "404 Not Found\n"u8.ToArray(), withBody, cancellation)
            : AnswerAsync(
                peer,
                "200 OK",
                Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream"),
                bytes,
                withBody,
                cancellation)).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(
        IByteChannel peer, string status, string type, byte[] body, bool withBody, CancellationToken cancellation)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await peer.WriteAsync(Encoding.Latin1.GetBytes(head), cancellation).ConfigureAwait(false);
        if (withBody && body.Length > 0)
        {
            await peer.WriteAsync(body, cancellation).ConfigureAwait(false);
        }
    }
}
