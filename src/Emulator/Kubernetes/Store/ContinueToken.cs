using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// Where a paged list goes on: a revision (-1: any, the inconsistent kind) and the first key not yet shown, relative
/// to the list's root. base64url of JSON, as storage.EncodeContinue makes it.
/// </summary>
internal readonly record struct ContinueToken(long Revision, string Start)
{
    public string Encode() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject
    {
        ["v"] = "meta.k8s.io/v1",
        ["rv"] = Revision,
        ["start"] = Start + "\0",
    }.ToJsonString()));

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Reads a client's token; a bad one is a 400 in storage.DecodeContinue's words.</summary>
    public static ContinueToken Decode(string text)
    {
        byte[] bytes;
        try
        {
            // Go's decoder ignores the bits that a last partial group leaves over; ours wants them zero.
            var clean = text.Length % 4 is 2 or 3 ? text + new string('=', 4 - (text.Length % 4)) : text;
            bytes = Convert.FromBase64String(ZeroTail(clean.Replace('-', '+').Replace('_', '/')));
        }
        catch (FormatException)
        {
            throw Bad($"illegal base64 data at input byte {IllegalAt(text)}");
        }

        var token = Read(bytes);
        var version = Text(token["v"]);
        if (version != "meta.k8s.io/v1")
        {
            throw Bad($"server does not recognize this encoded version {version}");
        }

        var revision = token["rv"] is JsonValue rv && rv.TryGetValue<long>(out var number) ? number : 0;
        var start = Text(token["start"]);
        if (revision == 0)
        {
            throw Bad($"incorrect encoded start resourceVersion (version {version})");
        }

        if (start.Length == 0)
        {
            throw Bad($"encoded start key empty (version {version})");
        }

        if (start.Split('/').Any(part => part.TrimEnd('\0') is "." or ".."))
        {
            throw Bad(start);
        }

        return new ContinueToken(revision, start);
    }

    private static string Text(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return "\uFFFD";
        }
    }

    private static JsonObject Read(byte[] bytes)
    {
        try
        {
            // Go reads what is no UTF-8 as U+FFFD.
            return JsonNode.Parse(Encoding.UTF8.GetString(bytes)) as JsonObject ?? throw Bad("server does not recognize this encoded version ");
        }
        catch (JsonException)
        {
            throw Bad(bytes.Length == 0
                ? "unexpected end of JSON input"
                : $"invalid character {GoQuote(bytes)} looking for beginning of value");
        }
    }

    /// <summary>How encoding/json shows the byte it stumbled over: as the code point of that byte.</summary>
    private static string GoQuote(byte[] bytes)
    {
        var c = bytes[0];
        return c switch
        {
            (byte)'\'' => @"'\''",
            (byte)'"' => "'\"'",
            >= 0x20 and < 0x7f => $"'{(char)c}'",
            < 0x20 or (>= 0x7f and < 0xa1) or 0xad => c < 0x80 ? $"'\\x{c:x2}'" : $"'\\u{c:x4}'",
            _ => $"'{(char)c}'",
        };
    }

    private static string ZeroTail(string text)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var padding = text.Length - text.TrimEnd('=').Length;
        if (padding is not (1 or 2))
        {
            return text;
        }

        var at = text.Length - padding - 1;
        var value = alphabet.IndexOf(text[at], StringComparison.Ordinal);
        return value < 0 ? text : $"{text[..at]}{alphabet[value & (padding == 1 ? ~3 : ~15)]}{text[(at + 1)..]}";
    }

    private static int IllegalAt(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Alphabet);
        return at < 0 ? text.Length - (text.Length % 4) : at;
    }

    private static KubeException Bad(string cause) =>
        KubeErrors.BadRequest($"invalid continue token: continue key is not valid: {cause}");
}
