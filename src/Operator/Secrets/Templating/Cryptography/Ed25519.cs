using System.Numerics;
using System.Security.Cryptography;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>
/// Ed25519 keys and signatures (RFC 8032), which .NET 10 does not have. Not in constant time: good for making the
/// keys and certificates that templates ask for, not for a service that signs on demand.
/// </summary>
internal static class Ed25519
{
    private static readonly BigInteger P = (BigInteger.One << 255) - 19;
    private static readonly BigInteger L = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493");
    private static readonly BigInteger D = Field(-121665 * BigInteger.ModPow(121666, P - 2, P));
    private static readonly Point Base = BasePoint();

    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);

    private static BigInteger Field(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static Point BasePoint()
    {
        var y = Field(4 * BigInteger.ModPow(5, P - 2, P));
        var square = Field((y * y - 1) * BigInteger.ModPow(Field(D * y * y + 1), P - 2, P));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Field(x * x - square) != 0) x = Field(x * BigInteger.ModPow(2, (P - 1) / 4, P));
        // The even root.
        if (!x.IsEven) x = P - x;
        return new Point(x, y, 1, Field(x * y));
    }

    private static Point Add(Point a, Point b)
    {
        var m = Field((a.Y - a.X) * (b.Y - b.X));
        var n = Field((a.Y + a.X) * (b.Y + b.X));
        var t = Field(2 * D * a.T * b.T);
        var z = Field(2 * a.Z * b.Z);
        var (e, f, g, h) = (n - m, z - t, z + t, n + m);
        return new Point(Field(e * f), Field(g * h), Field(f * g), Field(e * h));
    }

    private static byte[] Multiply(BigInteger scalar)
    {
        var sum = new Point(0, 1, 1, 0);
        var power = Base;
        for (; scalar > 0; scalar >>= 1)
        {
            if (!scalar.IsEven) sum = Add(sum, power);
            power = Add(power, power);
        }
        var inverse = BigInteger.ModPow(sum.Z, P - 2, P);
        var x = Field(sum.X * inverse);
        var encoded = ToBytes(Field(sum.Y * inverse));
        if (!x.IsEven) encoded[31] |= 0x80;
        return encoded;
    }

    private static byte[] ToBytes(BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static (BigInteger Scalar, byte[] Prefix) Expand(byte[] seed)
    {
        var hash = SHA512.HashData(seed);
        hash[0] &= 248;
        hash[31] = (byte)(hash[31] & 127 | 64);
        return (new BigInteger(hash.AsSpan(0, 32), isUnsigned: true), hash[32..]);
    }

    internal static byte[] PublicKey(byte[] seed) => Multiply(Expand(seed).Scalar);

    internal static byte[] Sign(byte[] seed, byte[] message)
    {
        var (scalar, prefix) = Expand(seed);
        var r = new BigInteger(SHA512.HashData([.. prefix, .. message]), isUnsigned: true) % L;
        var commitment = Multiply(r);
        var challenge = new BigInteger(SHA512.HashData([.. commitment, .. PublicKey(seed), .. message]), isUnsigned: true) % L;
        return [.. commitment, .. ToBytes((r + challenge * scalar) % L)];
    }
}
