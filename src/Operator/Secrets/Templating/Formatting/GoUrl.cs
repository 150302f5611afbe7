using System.Text;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Go's net/url: parsing, printing and escaping, on byte strings.</summary>
internal sealed class GoUrl
{
    internal enum Part
    {
        Path,
        Host,
        Zone,
        UserInfo,
        Query,
        Fragment,
    }

    internal string Scheme = "";
    internal string Opaque = "";
    internal string? UserName;
    internal string? Password;
    internal string Host = "";
    internal string Path = "";
    internal string RawPath = "";
    internal bool ForceQuery;
    internal string RawQuery = "";
    internal string Fragment = "";
    internal string RawFragment = "";

    internal static string QueryEscape(string text) => Escape(text, Part.Query);

    /// <summary>url.Parse.</summary>
    /// <exception cref="GoErrorException">Go's text, with the URL in it.</exception>
    internal static GoUrl Parse(string text)
    {
        try
        {
            var hash = text.IndexOf('#');
            var url = ParseWithoutFragment(hash < 0 ? text : text[..hash]);
            if (hash >= 0) url.SetFragment(text[(hash + 1)..]);
            return url;
        }
        catch (GoErrorException failed)
        {
            throw new GoErrorException($"parse {GoQuote.Quote(text)}: {failed.Message}");
        }
    }

    private void SetFragment(string raw)
    {
        Fragment = Unescape(raw, Part.Fragment);
        RawFragment = raw == Escape(Fragment, Part.Fragment) ? "" : raw;
    }

    private static GoUrl ParseWithoutFragment(string text)
    {
        if (text.Any(c => c < ' ' || c == 0x7F)) throw new GoErrorException("net/url: invalid control character in URL");
        var url = new GoUrl();
        if (text == "*")
        {
            url.Path = "*";
            return url;
        }
        var rest = url.TakeScheme(text);
        if (rest.EndsWith('?') && rest.IndexOf('?') == rest.Length - 1)
        {
            url.ForceQuery = true;
            rest = rest[..^1];
        }
        else if (rest.IndexOf('?') is >= 0 and var query)
        {
            url.RawQuery = rest[(query + 1)..];
            rest = rest[..query];
        }
        if (!rest.StartsWith('/'))
        {
            if (url.Scheme.Length > 0)
            {
                url.Opaque = rest;
                return url;
            }
            var segment = rest.Split('/')[0];
            if (segment.Contains(':')) throw new GoErrorException("first path segment in URL cannot contain colon");
        }
        if ((url.Scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)) && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            url.SetAuthority(slash < 0 ? rest[2..] : rest[2..slash]);
            rest = slash < 0 ? "" : rest[slash..];
        }
        url.Path = Unescape(rest, Part.Path);
        url.RawPath = rest == Escape(url.Path, Part.Path) ? "" : rest;
        return url;
    }

    private string TakeScheme(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetter(c)) continue;
            if (char.IsAsciiDigit(c) || c is '+' or '-' or '.')
            {
                if (i == 0) return text;
                continue;
            }
            if (c != ':') return text;
            if (i == 0) throw new GoErrorException("missing protocol scheme");
            Scheme = text[..i].ToLowerInvariant();
            return text[(i + 1)..];
        }
        return text;
    }

    private void SetAuthority(string authority)
    {
        var at = authority.LastIndexOf('@');
        Host = ParseHost(authority[(at + 1)..]);
        if (at < 0) return;
        var info = authority[..at];
        if (info.Any(c => !char.IsAsciiLetterOrDigit(c) && !@"-._:~!$&'()*+,;=%@".Contains(c)))
            throw new GoErrorException("net/url: invalid userinfo");
        var colon = info.IndexOf(':');
        UserName = Unescape(colon < 0 ? info : info[..colon], Part.UserInfo);
        if (colon >= 0) Password = Unescape(info[(colon + 1)..], Part.UserInfo);
    }

    private static string ParseHost(string host)
    {
        if (host.StartsWith('['))
        {
            var close = host.LastIndexOf(']');
            if (close < 0) throw new GoErrorException("missing ']' in host");
            var port = host[(close + 1)..];
            if (!IsPort(port)) throw new GoErrorException($"invalid port {GoQuote.Quote(port)} after host");
            var zone = host.IndexOf("%25", StringComparison.Ordinal);
            if (zone >= 0 && zone < close)
                return Unescape(host[..zone], Part.Host) + Unescape(host[zone..close], Part.Zone) + Unescape(host[close..], Part.Host);
        }
        else if (host.LastIndexOf(':') is >= 0 and var colon && !IsPort(host[colon..]))
        {
            throw new GoErrorException($"invalid port {GoQuote.Quote(host[colon..])} after host");
        }
        return Unescape(host, Part.Host);
    }

    private static bool IsPort(string port) => port.Length == 0 || (port[0] == ':' && port.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    internal string HostName()
    {
        var colon = Host.LastIndexOf(':');
        var name = colon >= 0 && IsPort(Host[colon..]) ? Host[..colon] : Host;
        return name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
    }

    internal string UserInfo() =>
        UserName is null ? "" : Escape(UserName, Part.UserInfo) + (Password is null ? "" : ":" + Escape(Password, Part.UserInfo));

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Scheme.Length > 0) text.Append(Scheme).Append(':');
        if (Opaque.Length > 0) text.Append(Opaque);
        else AppendHierarchy(text);
        if (ForceQuery || RawQuery.Length > 0) text.Append('?').Append(RawQuery);
        if (Fragment.Length > 0) text.Append('#').Append(RawFragment.Length > 0 ? RawFragment : Escape(Fragment, Part.Fragment));
        return text.ToString();
    }

    private void AppendHierarchy(StringBuilder text)
    {
        if (Scheme.Length > 0 || Host.Length > 0 || UserName is not null)
        {
            if (Host.Length > 0 || Path.Length > 0 || UserName is not null) text.Append("//");
            if (UserName is not null) text.Append(UserInfo()).Append('@');
            if (Host.Length > 0) text.Append(Escape(Host, Part.Host));
        }
        var path = RawPath.Length > 0 ? RawPath : Path == "*" ? "*" : Escape(Path, Part.Path);
        if (path.Length > 0 && path[0] != '/' && Host.Length > 0) text.Append('/');
        // A colon in the first segment would look like a scheme.
        if (text.Length == 0 && path.Split('/')[0].Contains(':')) text.Append("./");
        text.Append(path);
    }

    private static bool ShouldEscape(char c, Part part)
    {
        if (char.IsAsciiLetterOrDigit(c)) return false;
        if (part is Part.Host or Part.Zone && "!$&'()*+,;=:[]<>\"".Contains(c)) return false;
        if (c is '-' or '_' or '.' or '~') return false;
        if ("$&+,/:;=?@".Contains(c))
        {
            return part switch
            {
                Part.Path => c == '?',
                Part.UserInfo => c is '@' or '/' or '?' or ':',
                Part.Query => true,
                _ => part != Part.Fragment,
            };
        }
        return part != Part.Fragment || !"!()*".Contains(c);
    }

    private static string Escape(string text, Part part)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (!ShouldEscape(c, part)) escaped.Append(c);
            else if (c == ' ' && part == Part.Query) escaped.Append('+');
            else escaped.Append('%').Append(((int)c).ToString("X2"));
        }
        return escaped.ToString();
    }

    private static string Unescape(string text, Part part)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    throw InvalidEscape(text.Substring(i, Math.Min(3, text.Length - i)));
                var value = (char)Convert.ToInt32(text.Substring(i + 1, 2), 16);
                // Hosts may escape only what is beyond ASCII, and the percent sign of a zone.
                if (part == Part.Host && value < 0x80 && text.Substring(i, 3) != "%25") throw InvalidEscape(text.Substring(i, 3));
                if (part == Part.Zone && text.Substring(i, 3) != "%25" && value != ' ' && ShouldEscape(value, Part.Host))
                    throw InvalidEscape(text.Substring(i, 3));
                plain.Append(value);
                i += 2;
                continue;
            }
            if (part is Part.Host or Part.Zone && c < 0x80 && ShouldEscape(c, part))
                throw new GoErrorException($"invalid character {GoQuote.Quote(text.Substring(i, 1))} in host name");
            plain.Append(c == '+' && part == Part.Query ? ' ' : c);
        }
        return plain.ToString();
    }

    private static GoErrorException InvalidEscape(string text) => new($"invalid URL escape {GoQuote.Quote(text)}");
}
