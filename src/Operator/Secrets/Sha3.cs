using System.Buffers.Binary;
using System.Numerics;

namespace Eso.Operator.Secrets;

/// <summary>
/// SHA3-224 (FIPS 202). .NET has 256, 384 and 512 only, and those only where the platform's OpenSSL has them;
/// ESO names and compares Secrets by the 224-bit one.
/// </summary>
internal static class Sha3
{
    private const int RateBytes = 144;
    private const int DigestBytes = 28;

    private static readonly ulong[] RoundConstants = MakeRoundConstants();

    /// <summary>The digest in lower-case hexadecimal.</summary>
    public static string Hex224(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            Absorb(state, data[..RateBytes]);
            data = data[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x06;
        last[RateBytes - 1] |= 0x80;
        Absorb(state, last);

        Span<byte> digest = stackalloc byte[32];
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
        }

        return Convert.ToHexStringLower(digest[..DigestBytes]);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < RateBytes / 8; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        }

        Permute(state);
    }

    private static void Permute(Span<ulong> a)
    {
        Span<ulong> b = stackalloc ulong[25];
        Span<ulong> parity = stackalloc ulong[5];
        foreach (var constant in RoundConstants)
        {
            for (var x = 0; x < 5; x++)
            {
                parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }

            for (var i = 0; i < 25; i++)
            {
                var x = i % 5;
                a[i] ^= parity[(x + 4) % 5] ^ BitOperations.RotateLeft(parity[(x + 1) % 5], 1);
            }

            // rho and pi: lane (x, y) goes to (y, 2x + 3y), turned by the triangular numbers along that walk.
            b[0] = a[0];
            int px = 1, py = 0;
            for (var t = 0; t < 24; t++)
            {
                var turned = BitOperations.RotateLeft(a[px + 5 * py], (t + 1) * (t + 2) / 2 % 64);
                (px, py) = (py, (2 * px + 3 * py) % 5);
                b[px + 5 * py] = turned;
            }

            for (var y = 0; y < 25; y += 5)
            {
                for (var x = 0; x < 5; x++)
                {
                    a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]);
                }
            }

            a[0] ^= constant;
        }
    }

    // iota's constants come from an 8-bit shift register (x^8 + x^6 + x^5 + x^4 + 1).
    private static ulong[] MakeRoundConstants()
    {
        var constants = new ulong[24];
        var register = 1;
        for (var round = 0; round < 24; round++)
        {
            for (var j = 0; j <= 6; j++)
            {
                if ((register & 1) != 0)
                {
                    constants[round] |= 1UL << ((1 << j) - 1);
                }

                register <<= 1;
                if ((register & 0x100) != 0)
                {
                    register ^= 0x171;
                }
            }
        }

        return constants;
    }
}
