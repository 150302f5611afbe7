using System.Net;
using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>An absolute URL or path, split as Go's net/url does.</summary>
internal sealed record CelUrl(string Scheme, string Host, string EscapedPath, string RawQuery)
{
    public string Hostname => Host.StartsWith('[') && Host.IndexOf(']') is var end && end > 0 ? Host[1..end]
        : Host.IndexOf(':') is var colon && colon >= 0 ? Host[..colon] : Host;

    public string Port => Host.LastIndexOf(':') is var colon && colon >= 0 && !Host[colon..].Contains(']') ? Host[(colon + 1)..] : "";

    public static CelUrl? Parse(string text, out string error)
    {
        error = $"URL parse error during conversion from string: parse {Validation.FieldError.Quote(text)}: invalid URI for request";
        if (text.Length == 0)
        {
            error = "URL parse error during conversion from string: parse \"\": empty url";
            return null;
        }

        if (text.Any(c => c < ' ' || c == 0x7f) || SchemaFormats.Accepts("uri", text.Replace(" ", "%20", StringComparison.Ordinal)) != true)
        {
            return null;
        }

        var rest = text;
        var scheme = "";
        var colon = text.IndexOf(':');
        if (text[0] != '/')
        {
            if (colon <= 0)
            {
                return null;
            }

            scheme = text[..colon].ToLowerInvariant();
            rest = text[(colon + 1)..];
        }

        var question = rest.IndexOf('?');
        var query = question < 0 ? "" : rest[(question + 1)..];
        query = query.Split('#')[0];
        rest = question < 0 ? rest : rest[..question];
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal) && scheme.Length > 0)
        {
            var slash = rest.IndexOf('/', 2);
            host = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            host = host[(host.LastIndexOf('@') + 1)..];
            if (!IsHost(host))
            {
                return null;
            }
        }

        return new CelUrl(scheme, host, rest.Replace(" ", "%20", StringComparison.Ordinal), query);
    }

    public CelDictionary Query()
    {
        var values = new Dictionary<string, List<object?>>(StringComparer.Ordinal);
        foreach (var pair in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = pair.IndexOf('=');
            var key = WebUtility.UrlDecode(equal < 0 ? pair : pair[..equal]);
            (values.TryGetValue(key, out var list) ? list : values[key] = []).Add(equal < 0 ? "" : WebUtility.UrlDecode(pair[(equal + 1)..]));
        }

        return new CelDictionary(values.Select(v => new KeyValuePair<object, object?>(v.Key, v.Value)));
    }

    private static bool IsHost(string host)
    {
        var port = host.LastIndexOf(':');
        var digits = port >= 0 && !host[port..].Contains(']') ? host[(port + 1)..] : "";
        return digits.All(char.IsAsciiDigit) && !host.Contains(' ');
    }
}
