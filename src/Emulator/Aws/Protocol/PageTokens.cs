using System.Security.Cryptography;
using System.Text;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Opaque NextTokens. A token carries a cursor, bound to the question it continues: one made for another operation,
/// account, region or filter is refused, as is anything that was not made here. Cursors are positions, not offsets,
/// so that entries made or deleted between two pages neither repeat nor vanish.
/// </summary>
internal static class PageTokens
{
    private const int TagBytes = 12;

    /// <summary>The token that continues <paramref name="question"/> after <paramref name="cursor"/>.</summary>
    public static string Make(string question, string cursor)
    {
        var text = Encoding.UTF8.GetBytes(cursor);
        var bytes = new byte[TagBytes + text.Length];
        Tag(question, text, bytes);
        text.CopyTo(bytes, TagBytes);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>The cursor of a token; false when it is not one of ours for this question.</summary>
    public static bool TryRead(string question, string token, out string cursor)
    {
        cursor = "";
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length < TagBytes)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[TagBytes];
        Tag(question, bytes.AsSpan(TagBytes, length - TagBytes), expected);
        if (!expected.SequenceEqual(bytes.AsSpan(0, TagBytes)))
        {
            return false;
        }

        cursor = Encoding.UTF8.GetString(bytes, TagBytes, length - TagBytes);
        return true;
    }

    private static void Tag(string question, ReadOnlySpan<byte> cursor, Span<byte> into)
    {
        // A checksum, not a secret: tokens guard against mistakes, not against the owner of the machine.
        Span<byte> hash = stackalloc byte[32];
        var key = Encoding.UTF8.GetBytes("eso page " + question);
        HMACSHA256.HashData(key, cursor, hash);
        hash[..TagBytes].CopyTo(into);
    }
}
