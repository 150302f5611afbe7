using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>
/// Leads an answer's links back through the proxy: URLs of the same host get the proxy's path in front
/// (apimachinery's util/proxy).
/// </summary>
/// <param name="Prefix">The proxy's own path, without what it passes on.</param>
/// <param name="Backend">Address and port that were asked.</param>
/// <param name="Asked">The Host that the client asked.</param>
internal sealed record ProxyLinks(string Prefix, string Backend, string Asked)
{
    public string Rewrite(string url)
    {
        var rest = url;
        var scheme = Scheme(url);
        rest = rest[scheme.Length..];
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.AsSpan(2).IndexOfAny('/', '?', '#');
            host = end < 0 ? rest[2..] : rest.Substring(2, end);
            rest = end < 0 ? "" : rest[(end + 2)..];
        }

        var cut = rest.AsSpan().IndexOfAny('?', '#');
        var path = cut < 0 ? rest : rest[..cut];
        var tail = cut < 0 ? "" : rest[cut..];
        if ((host.Length > 0 && host != Backend && host != Asked) || !path.StartsWith('/'))
        {
            return url;
        }

        // The host the client knows stays; the one behind the proxy is left out.
        var front = host.Length > 0 && host == Asked ? $"{scheme}//{host}" : "";
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return front + path + tail;
        }

        var joined = PodFiles.Clean($"{Prefix}/{path}");
        return front + (path.EndsWith('/') && !joined.EndsWith('/') ? joined + "/" : joined) + tail;
    }

    /// <summary>What stands before the first colon, with it, when it can be a scheme.</summary>
    private static string Scheme(string url)
    {
        for (var i = 0; i < url.Length; i++)
        {
            if (url[i] == ':')
            {
                return url[..(i + 1)];
            }

            if (!char.IsAsciiLetter(url[i]) && (i == 0 || !(char.IsAsciiDigit(url[i]) || url[i] is '+' or '-' or '.')))
            {
                break;
            }
        }

        return "";
    }
}

/// <summary>Paths as Go's net/url writes them.</summary>
internal static class GoPath
{
    /// <summary>A decoded path with everything escaped that has to be.</summary>
    public static string Escape(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)b;
            text.Append(char.IsAsciiLetterOrDigit(c) || "-_.~$&+,/:;=@".Contains(c, StringComparison.Ordinal)
                ? c.ToString() : $"%{b:X2}");
        }

        return text.ToString();
    }
}
