using System.Buffers.Binary;
using System.Text;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>bcrypt, version 2a.</summary>
internal static class Bcrypt
{
    internal const int PasswordMax = 72;
    internal const int SaltLength = 16;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    internal static string Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost)
    {
        // The key ends in a zero byte.
        Span<byte> key = stackalloc byte[password.Length + 1];
        password.CopyTo(key);
        var cipher = Blowfish.Expensive(key, salt, cost);
        var block = Encoding.ASCII.GetBytes("OrpheanBeholderScryDoubt");
        for (var i = 0; i < block.Length; i += 8)
        {
            var left = BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(i));
            var right = BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(i + 4));
            for (var round = 0; round < 64; round++) cipher.Encrypt(ref left, ref right);
            BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(i), left);
            BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(i + 4), right);
        }
        // The last byte is not used, as in the first implementation.
        return $"$2a${cost:00}${Encode(salt)}{Encode(block.AsSpan(0, 23))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        const string Standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var text = new StringBuilder();
        foreach (var c in Convert.ToBase64String(bytes).TrimEnd('='))
            text.Append(Alphabet[Standard.IndexOf(c)]);
        return text.ToString();
    }
}
