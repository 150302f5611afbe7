using System.Net;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>Rewrites the links of an HTML page. Tags come out as Go's html package writes them, all else as it was.</summary>
internal static class HtmlLinks
{
    private static readonly Dictionary<string, string[]> Links = new(StringComparer.Ordinal)
    {
        ["a"] = ["href"],
        ["applet"] = ["codebase"],
        ["area"] = ["href"],
        ["audio"] = ["src"],
        ["base"] = ["href"],
        ["blockquote"] = ["cite"],
        ["body"] = ["background"],
        ["button"] = ["formaction"],
        ["command"] = ["icon"],
        ["del"] = ["cite"],
        ["embed"] = ["src"],
        ["form"] = ["action"],
        ["frame"] = ["longdesc", "src"],
        ["head"] = ["profile"],
        ["html"] = ["manifest"],
        ["iframe"] = ["longdesc", "src"],
        ["img"] = ["longdesc", "src", "usemap"],
        ["input"] = ["src", "usemap", "formaction"],
        ["ins"] = ["cite"],
        ["link"] = ["href"],
        ["object"] = ["classid", "codebase", "data", "usemap"],
        ["q"] = ["cite"],
        ["script"] = ["src"],
        ["source"] = ["src"],
        ["video"] = ["poster", "src"],
    };

    /// <summary>Elements whose content is text up to their own end.</summary>
    private static readonly string[] RawText =
        ["iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"];

    public static string Rewrite(string html, Func<string, string> link)
    {
        var text = new StringBuilder(html.Length + 256);
        var at = 0;
        while (at < html.Length)
        {
            var tag = html.IndexOf('<', at);
            if (tag < 0 || tag + 1 >= html.Length)
            {
                break;
            }

            text.Append(html, at, tag - at);
            at = tag;
            if (!char.IsAsciiLetter(html[tag + 1]))
            {
                var end = html.AsSpan(tag).StartsWith("<!--") ? html.IndexOf("-->", tag + 4, StringComparison.Ordinal) + 2
                    : html[tag + 1] is '/' or '!' or '?' ? html.IndexOf('>', tag) : tag;
                end = end < tag ? html.Length - 1 : end;
                text.Append(html, tag, end + 1 - tag);
                at = end + 1;
                continue;
            }

            var (next, name) = Tag(html, tag, link, text);
            if (next < 0)
            {
                break;
            }

            at = next;
            if (RawText.Contains(name))
            {
                var close = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
                close = close < 0 ? html.Length : close;
                text.Append(html, at, close - at);
                at = close;
            }
        }

        return text.Append(html, at, html.Length - at).ToString();
    }

    /// <summary>Writes one start tag; where it ended, or -1 when it never does.</summary>
    private static (int Next, string Name) Tag(string html, int at, Func<string, string> link, StringBuilder text)
    {
        var i = at + 1;
        var name = Until(html, ref i, static c => char.IsWhiteSpace(c) || c is '/' or '>').ToLowerInvariant();
        var written = new StringBuilder().Append('<').Append(name);
        var links = Links.GetValueOrDefault(name);
        while (true)
        {
            while (i < html.Length && (char.IsWhiteSpace(html[i]) || html[i] == '/'))
            {
                i++;
            }

            if (i >= html.Length)
            {
                return (-1, name);
            }

            if (html[i] == '>')
            {
                text.Append(written).Append(html[i - 1] == '/' ? "/>" : ">");
                return (i + 1, name);
            }

            var key = Until(html, ref i, static c => char.IsWhiteSpace(c) || c is '/' or '>' or '=').ToLowerInvariant();
            var value = WebUtility.HtmlDecode(Value(html, ref i));
            value = links?.Contains(key) == true ? link(value) : value;
            written.Append(' ').Append(key).Append("=\"").Append(Escape(value)).Append('"');
        }
    }

    private static string Value(string html, ref int i)
    {
        var after = i;
        while (after < html.Length && char.IsWhiteSpace(html[after]))
        {
            after++;
        }

        if (after >= html.Length || html[after] != '=')
        {
            // A stray '=' must not be met for ever.
            return "";
        }

        i = after + 1;
        while (i < html.Length && char.IsWhiteSpace(html[i]))
        {
            i++;
        }

        if (i < html.Length && html[i] is '"' or '\'')
        {
            var quote = html[i++];
            var value = Until(html, ref i, c => c == quote);
            i++;
            return value;
        }

        return Until(html, ref i, static c => char.IsWhiteSpace(c) || c == '>');
    }

    private static string Until(string html, ref int i, Predicate<char> ends)
    {
        var from = i;
        while (i < html.Length && !ends(html[i]))
        {
            i++;
        }

        return html[from..i];
    }

    private static string Escape(string value) => value
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal);
}
