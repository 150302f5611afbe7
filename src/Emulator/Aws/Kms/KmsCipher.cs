using System.Security.Cryptography;
using System.Text;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>
/// Ciphertext blobs: opaque to callers, but really encrypted (AES-256-GCM under the key's material, bound to the
/// encryption context), so that a wrong context, a flipped bit or a foreign key fails as in AWS.
/// </summary>
internal static class KmsCipher
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int MarkLength = 32;

    // AWS's blobs begin with these bytes ("AQICAH…" in base64); tools recognise ciphertext by it.
    private static readonly byte[] Head = [0x01, 0x02, 0x02, 0x00, 0x78];

    public static byte[] Encrypt(
        OperationContext context,
        KmsKey key,
        ReadOnlySpan<byte> plaintext,
        IEnumerable<KeyValuePair<string, string>>? pairs)
    {
        var blob = new byte[Head.Length + MarkLength + NonceLength + plaintext.Length + TagLength];
        Head.CopyTo(blob, 0);
        Mark(key.Arn).CopyTo(blob.AsSpan(Head.Length));
        var nonce = blob.AsSpan(Head.Length + MarkLength, NonceLength);
        context.Entropy.Fill(nonce);
        var body = blob.AsSpan(Head.Length + MarkLength + NonceLength);
        using var aes = new AesGcm(key.Material, TagLength);
        aes.Encrypt(nonce, plaintext, body[..plaintext.Length], body[plaintext.Length..], Bind(pairs));
        return blob;
    }

    /// <summary>The key that made a blob, or null when no key of this world did.</summary>
    public static KmsKey? KeyOf(OperationContext context, ReadOnlySpan<byte> blob)
    {
        if (!Shaped(blob))
        {
            throw KmsErrors.InvalidCiphertext();
        }

        var mark = blob.Slice(Head.Length, MarkLength).ToArray();
        foreach (var (_, region, state) in context.World.All<KmsState>())
        {
            if (region != context.Region)
            {
                continue;
            }

            foreach (var key in state.ById.Values)
            {
                if (mark.AsSpan().SequenceEqual(Mark(key.Arn)) && !KmsKeys.Gone(key, context))
                {
                    return key;
                }
            }
        }

        return null;
    }

    public static byte[] Decrypt(KmsKey key, ReadOnlySpan<byte> blob, IEnumerable<KeyValuePair<string, string>>? pairs)
    {
        if (!Shaped(blob))
        {
            throw KmsErrors.InvalidCiphertext();
        }

        var rest = blob[(Head.Length + MarkLength)..];
        var body = rest[NonceLength..^TagLength];
        var plaintext = new byte[body.Length];
        using var aes = new AesGcm(key.Material, TagLength);
        try
        {
            aes.Decrypt(rest[..NonceLength], body, rest[^TagLength..], plaintext, Bind(pairs));
        }
        catch (CryptographicException)
        {
            // Wrong context and damaged blob are one error in KMS, without a text.
            throw KmsErrors.InvalidCiphertext();
        }

        return plaintext;
    }

    private static bool Shaped(ReadOnlySpan<byte> blob) =>
        blob.Length >= Head.Length + MarkLength + NonceLength + TagLength && blob.StartsWith(Head);

    private static byte[] Mark(string arn) => SHA256.HashData(Encoding.UTF8.GetBytes(arn));

    private static byte[] Bind(IEnumerable<KeyValuePair<string, string>>? pairs)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in (pairs ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            text.Append(name.Length).Append(':').Append(name).Append(value.Length).Append(':').Append(value);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
