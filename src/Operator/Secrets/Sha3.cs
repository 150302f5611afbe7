using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eso.Operator.Secrets;

/// <summary>
/// SHA3-224 (FIPS 202). .NET has 256, 384 and 512 only, and those only where the platform's OpenSSL has them;
/// ESO names and compares Secrets by the 224-bit one.
/// </summary>
internal static class Sha3
{
    /// <summary>Bytes that go in at a time.</summary>
    public const int RateBytes = 144;

    private const int DigestBytes = 28;

    private static readonly ulong[] RoundConstants = MakeRoundConstants();

    /// <summary>The digest in lower-case hexadecimal.</summary>
    public static string Hex224(ReadOnlySpan<byte> data)
    {
        var sponge = new Sponge(stackalloc ulong[25], stackalloc byte[RateBytes]);
        sponge.Append(data);
        return sponge.Hex();
    }

    /// <summary>A digest of data that comes in pieces.</summary>
    /// <param name="state">25 lanes.</param>
    /// <param name="block">Room for <see cref="RateBytes"/>.</param>
    internal ref struct Sponge(Span<ulong> state, Span<byte> block)
    {
        private readonly Span<ulong> state = state;
        private readonly Span<byte> block = block;
        private int used;

        public void Append(scoped ReadOnlySpan<byte> data)
        {
            if (used > 0)
            {
                var part = Math.Min(RateBytes - used, data.Length);
                data[..part].CopyTo(block[used..]);
                used += part;
                data = data[part..];
                if (used < RateBytes)
                {
                    return;
                }

                Absorb(state, block);
                used = 0;
            }

            for (; data.Length >= RateBytes; data = data[RateBytes..])
            {
                Absorb(state, data[..RateBytes]);
            }

            data.CopyTo(block);
            used = data.Length;
        }

        public string Hex()
        {
            block[used..].Clear();
            block[used] = 0x06;
            block[RateBytes - 1] |= 0x80;
            Absorb(state, block);
            Span<byte> digest = stackalloc byte[32];
            for (var i = 0; i < 4; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
            }

            return Convert.ToHexStringLower(digest[..DigestBytes]);
        }
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < RateBytes / 8; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        }

        Permute(state);
    }

    // Written out lane by lane: the loops of the standard cost ten times as much. Never in its unoptimized form either:
    // one large Secret is tens of thousands of permutations in a single call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Permute(Span<ulong> a)
    {
        ulong a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
        ulong a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];
        ulong a10 = a[10], a11 = a[11], a12 = a[12], a13 = a[13], a14 = a[14];
        ulong a15 = a[15], a16 = a[16], a17 = a[17], a18 = a[18], a19 = a[19];
        ulong a20 = a[20], a21 = a[21], a22 = a[22], a23 = a[23], a24 = a[24];
        foreach (var constant in RoundConstants)
        {
            var c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
            var c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
            var c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
            var c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
            var c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            var d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
            var d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
            var d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
            var d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
            var d4 = c3 ^ BitOperations.RotateLeft(c0, 1);

            // rho and pi: lane (x, y) goes to (y, 2x + 3y), turned by the triangular numbers along that walk.
            var b0 = a0 ^ d0;
            var b1 = BitOperations.RotateLeft(a6 ^ d1, 44);
            var b2 = BitOperations.RotateLeft(a12 ^ d2, 43);
            var b3 = BitOperations.RotateLeft(a18 ^ d3, 21);
            var b4 = BitOperations.RotateLeft(a24 ^ d4, 14);
            var b5 = BitOperations.RotateLeft(a3 ^ d3, 28);
            var b6 = BitOperations.RotateLeft(a9 ^ d4, 20);
            var b7 = BitOperations.RotateLeft(a10 ^ d0, 3);
            var b8 = BitOperations.RotateLeft(a16 ^ d1, 45);
            var b9 = BitOperations.RotateLeft(a22 ^ d2, 61);
            var b10 = BitOperations.RotateLeft(a1 ^ d1, 1);
            var b11 = BitOperations.RotateLeft(a7 ^ d2, 6);
            var b12 = BitOperations.RotateLeft(a13 ^ d3, 25);
            var b13 = BitOperations.RotateLeft(a19 ^ d4, 8);
            var b14 = BitOperations.RotateLeft(a20 ^ d0, 18);
            var b15 = BitOperations.RotateLeft(a4 ^ d4, 27);
            var b16 = BitOperations.RotateLeft(a5 ^ d0, 36);
            var b17 = BitOperations.RotateLeft(a11 ^ d1, 10);
            var b18 = BitOperations.RotateLeft(a17 ^ d2, 15);
            var b19 = BitOperations.RotateLeft(a23 ^ d3, 56);
            var b20 = BitOperations.RotateLeft(a2 ^ d2, 62);
            var b21 = BitOperations.RotateLeft(a8 ^ d3, 55);
            var b22 = BitOperations.RotateLeft(a14 ^ d4, 39);
            var b23 = BitOperations.RotateLeft(a15 ^ d0, 41);
            var b24 = BitOperations.RotateLeft(a21 ^ d1, 2);

            a0 = b0 ^ (~b1 & b2) ^ constant;
            a1 = b1 ^ (~b2 & b3);
            a2 = b2 ^ (~b3 & b4);
            a3 = b3 ^ (~b4 & b0);
            a4 = b4 ^ (~b0 & b1);
            a5 = b5 ^ (~b6 & b7);
            a6 = b6 ^ (~b7 & b8);
            a7 = b7 ^ (~b8 & b9);
            a8 = b8 ^ (~b9 & b5);
            a9 = b9 ^ (~b5 & b6);
            a10 = b10 ^ (~b11 & b12);
            a11 = b11 ^ (~b12 & b13);
            a12 = b12 ^ (~b13 & b14);
            a13 = b13 ^ (~b14 & b10);
            a14 = b14 ^ (~b10 & b11);
            a15 = b15 ^ (~b16 & b17);
            a16 = b16 ^ (~b17 & b18);
            a17 = b17 ^ (~b18 & b19);
            a18 = b18 ^ (~b19 & b15);
            a19 = b19 ^ (~b15 & b16);
            a20 = b20 ^ (~b21 & b22);
            a21 = b21 ^ (~b22 & b23);
            a22 = b22 ^ (~b23 & b24);
            a23 = b23 ^ (~b24 & b20);
            a24 = b24 ^ (~b20 & b21);
        }

        (a[0], a[1], a[2], a[3], a[4]) = (a0, a1, a2, a3, a4);
        (a[5], a[6], a[7], a[8], a[9]) = (a5, a6, a7, a8, a9);
        (a[10], a[11], a[12], a[13], a[14]) = (a10, a11, a12, a13, a14);
        (a[15], a[16], a[17], a[18], a[19]) = (a15, a16, a17, a18, a19);
        (a[20], a[21], a[22], a[23], a[24]) = (a20, a21, a22, a23, a24);
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
