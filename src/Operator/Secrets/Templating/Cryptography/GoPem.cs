using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>A PEM block and how Go's encoding/pem reads and writes one, on byte strings.</summary>
internal sealed record GoPem(string Type, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";
    private const int LineLength = 64;

    private static readonly Dictionary<string, string> NoHeaders = [];

    internal static string Encode(string type, byte[] bytes) => new GoPem(type, bytes, NoHeaders).Encode();

    /// <summary>The next block; null (and all of the text as the rest) when there is none.</summary>
    internal static GoPem? Decode(string text, out string rest)
    {
        var at = 0;
        while (TryBegin(text, ref at))
        {
            var line = Line(text, at, out at);
            if (!line.EndsWith(Dashes, StringComparison.Ordinal)) continue;
            var block = TryBody(text, line[..^Dashes.Length], ref at, out var ended);
            if (block is not null)
            {
                rest = text[at..];
                return block;
            }
            if (ended) break;
        }
        rest = text;
        return null;
    }

    private static bool TryBegin(string text, ref int at)
    {
        if (string.CompareOrdinal(text, at, Begin, 0, Begin.Length) != 0)
        {
            at = text.IndexOf("\n" + Begin, at, StringComparison.Ordinal);
            if (at < 0) return false;
            at++;
        }
        at += Begin.Length;
        return true;
    }

    private static string Line(string text, int at, out int next)
    {
        var end = text.IndexOf('\n', at);
        next = end < 0 ? text.Length : end + 1;
        if (end < 0) end = text.Length;
        else if (end > at && text[end - 1] == '\r') end--;
        return text[at..end].TrimEnd(' ', '\t');
    }

    private static GoPem? TryBody(string text, string type, ref int at, out bool ended)
    {
        ended = false;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            if (at >= text.Length)
            {
                ended = true;
                return null;
            }
            var line = Line(text, at, out var next);
            var colon = line.IndexOf(':');
            if (colon < 0) break;
            headers[GoUnicode.TrimSpace(line[..colon])] = GoUnicode.TrimSpace(line[(colon + 1)..]);
            at = next;
        }
        var direct = headers.Count == 0 && string.CompareOrdinal(text, at, End, 0, End.Length) == 0;
        var end = direct ? at : text.IndexOf("\n" + End, at, StringComparison.Ordinal);
        if (end < 0) return null;
        var trailer = end + End.Length + (direct ? 0 : 1);
        var closing = type + Dashes;
        if (string.CompareOrdinal(text, trailer, closing, 0, closing.Length) != 0) return null;
        if (Line(text, trailer + closing.Length, out var after).Length > 0) return null;
        var body = text[at..end].Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        if (!GoBase64.TryDecode(body, out var bytes, out _)) return null;
        at = after;
        return new GoPem(type, bytes, headers);
    }

    /// <summary>Lines of 64 characters; Proc-Type leads the headers.</summary>
    internal string Encode()
    {
        var text = new StringBuilder();
        text.Append(Begin).Append(Type).Append("-----\n");
        if (Headers.Count > 0)
        {
            foreach (var key in Headers.Keys.OrderBy(k => k != "Proc-Type").ThenBy(k => k, StringComparer.Ordinal))
                text.Append(key).Append(": ").Append(Headers[key]).Append('\n');
            text.Append('\n');
        }
        var body = Convert.ToBase64String(Bytes);
        for (var at = 0; at < body.Length; at += LineLength)
            text.Append(body, at, Math.Min(LineLength, body.Length - at)).Append('\n');
        return text.Append(End).Append(Type).Append("-----\n").ToString();
    }
}
