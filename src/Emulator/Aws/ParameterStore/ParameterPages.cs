using System.Security.Cryptography;
using System.Text;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>
/// Opaque tokens: the place to go on from, bound to the listing they came from, so that a token of another listing or
/// account is refused. A token stays good when parameters come and go.
/// </summary>
internal static class ParameterPages
{
    private const int MarkLength = 12;

    /// <summary>What a token is bound to; the filters are part of it, the page size is not.</summary>
    public static string Listing(OperationContext context, string operation, params ReadOnlySpan<string?> of) =>
        string.Join('\n', [context.Account, context.Region, operation, .. of.ToArray()]);

    public static string Write(string listing, string position) =>
        Convert.ToBase64String([.. Mark(listing, position), .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>The position in a token; null when the request carries none.</summary>
    public static string? Read(string listing, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length <= MarkLength)
        {
            throw ParameterStoreErrors.InvalidNextToken();
        }

        var position = Encoding.UTF8.GetString(bytes, MarkLength, length - MarkLength);
        return bytes.AsSpan(0, MarkLength).SequenceEqual(Mark(listing, position))
            ? position
            : throw ParameterStoreErrors.InvalidNextToken();
    }

    private static byte[] Mark(string listing, string position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(listing + "\n" + position))[..MarkLength];
}
