using Eso.Emulator.Clock;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Ids and keys in the forms that IAM gives them.</summary>
internal static class IamIds
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>A unique id: AIDA… user, AROA… role, AGPA… group, ANPA… policy, AIPA… instance profile.</summary>
    public static string Unique(Entropy entropy, string prefix) => prefix + entropy.Text(Base32, 17);

    /// <summary>
    /// An access key id, AKIA… or ASIA…. The account is folded into it, as in AWS, so that GetAccessKeyInfo answers for
    /// any key of this form.
    /// </summary>
    public static string AccessKey(Entropy entropy, string prefix, string account)
    {
        // 16 characters of base 32 are 80 bits: one bit 0, 40 bits account, the rest is chance.
        Span<byte> bits = stackalloc byte[10];
        entropy.Fill(bits);
        var number = ulong.Parse(account, System.Globalization.CultureInfo.InvariantCulture) << 7;
        for (var i = 0; i < 6; i++)
        {
            bits[i] = (byte)(number >> (8 * (5 - i)));
        }

        bits[5] = (byte)((bits[5] & 0x80) | entropy.Next(0, 0x80));
        return string.Create(prefix.Length + 16, (prefix, Id: bits.ToArray()), static (text, s) =>
        {
            s.prefix.CopyTo(text);
            for (var i = 0; i < 16; i++)
            {
                var bit = i * 5;
                var two = (s.Id[bit / 8] << 8) | (bit / 8 + 1 < s.Id.Length ? s.Id[(bit / 8) + 1] : 0);
                text[s.prefix.Length + i] = Base32[(two >> (11 - (bit % 8))) & 31];
            }
        });
    }

    /// <summary>The account folded into an access key id, or null when it has not that form.</summary>
    public static string? AccountOf(string accessKeyId)
    {
        if (accessKeyId.Length < 20)
        {
            return null;
        }

        ulong bits = 0;
        foreach (var c in accessKeyId.AsSpan(4, 10))
        {
            var digit = Base32.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            bits = (bits << 5) | (uint)digit;
        }

        // 50 bits were read; the account lies above the lowest 9 (7 of the sixth byte and 2 beyond it).
        var account = (bits >> 9) & 0xFF_FFFF_FFFF;
        return account <= 999_999_999_999 ? account.ToString("D12") : null;
    }

    public static string Secret(Entropy entropy) => entropy.Text(SecretAlphabet, 40);

    /// <summary>An opaque session token, base64, with a beginning and a length that AWS's tokens have.</summary>
    public static string SessionToken(Entropy entropy) => "FQoGZXIvYXdzE" + entropy.Text(SecretAlphabet, 343);
}
