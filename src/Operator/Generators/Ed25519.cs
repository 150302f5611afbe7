using System.Numerics;
using System.Security.Cryptography;

namespace Eso.Operator.Generators;

/// <summary>
/// The public key of an Ed25519 seed (RFC 8032 §5.1.5), which the base library cannot make yet. Used once per generated
/// key, on big integers: not constant in time, so not for signing.
/// </summary>
internal static class Ed25519
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger BaseY = Mod(4 * Inverse(5));
    private static readonly BigInteger BaseX = RecoverX(BaseY);

    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        var hash = SHA512.HashData(seed);
        hash[0] &= 248;
        hash[31] &= 127;
        hash[31] |= 64;
        var scalar = new BigInteger(hash.AsSpan(0, 32), isUnsigned: true);
        var (x, y) = Multiply(scalar);
        var encoded = new byte[32];
        y.TryWriteBytes(encoded, out _, isUnsigned: true);
        if (!x.IsEven)
        {
            encoded[31] |= 0x80;
        }

        return encoded;
    }

    private static (BigInteger X, BigInteger Y) Multiply(BigInteger scalar)
    {
        // Extended coordinates (X, Y, Z, T): one inversion at the end.
        var sum = (X: BigInteger.Zero, Y: BigInteger.One, Z: BigInteger.One, T: BigInteger.Zero);
        var point = (X: BaseX, Y: BaseY, Z: BigInteger.One, T: Mod(BaseX * BaseY));
        for (; !scalar.IsZero; scalar >>= 1)
        {
            if (!scalar.IsEven)
            {
                sum = Add(sum, point);
            }

            point = Add(point, point);
        }

        var z = Inverse(sum.Z);
        return (Mod(sum.X * z), Mod(sum.Y * z));
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) Add(
        (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) p,
        (BigInteger X, BigInteger Y, BigInteger Z, BigInteger T) q)
    {
        var a = Mod((p.Y - p.X) * (q.Y - q.X));
        var b = Mod((p.Y + p.X) * (q.Y + q.X));
        var c = Mod(2 * p.T * q.T * D);
        var d = Mod(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return (Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static BigInteger RecoverX(BigInteger y)
    {
        var xx = Mod((y * y - 1) * Inverse(D * y * y + 1));
        var x = BigInteger.ModPow(xx, (P + 3) / 8, P);
        if (Mod(x * x - xx) != 0)
        {
            x = Mod(x * BigInteger.ModPow(2, (P - 1) / 4, P));
        }

        return x.IsEven ? x : P - x;
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }
}
