using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>Reads private keys as crypto/x509 does, and as ESO and sprig try one form after another.</summary>
internal static class PrivateKeyReader
{
    private const string Unparsable = "unable to parse private key type";

    /// <summary>ESO's order: PKCS#1, PKCS#8, SEC1.</summary>
    /// <exception cref="GoErrorException">It is none of them.</exception>
    internal static PrivateKey ReadAny(byte[] der) =>
        TryRead(der, ReadPkcs1) ?? TryRead(der, ReadPkcs8) ?? TryRead(der, d => ReadSec1(d, null))
        ?? throw new GoErrorException(Unparsable);

    /// <summary>sprig's parsePrivateKeyPEM.</summary>
    internal static PrivateKey ReadPem(string pem)
    {
        var block = GoPem.Decode(pem, out _) ?? throw new GoErrorException("no PEM data in input");
        if (block.Type == "PRIVATE KEY") return Read(block.Bytes, ReadPkcs8, "decoding PEM as PKCS#8");
        if (!block.Type.EndsWith(" PRIVATE KEY", StringComparison.Ordinal))
            throw new GoErrorException($"no private key data in PEM block of type {block.Type}");
        return block.Type[..^" PRIVATE KEY".Length] switch
        {
            "RSA" => Read(block.Bytes, ReadPkcs1, "parsing RSA private key from PEM"),
            "EC" => Read(block.Bytes, d => ReadSec1(d, null), "parsing EC private key from PEM"),
            "DSA" => Read(block.Bytes, ReadDsa, "parsing DSA private key from PEM"),
            var other => throw new GoErrorException($"invalid private key type {other}"),
        };
    }

    private static PrivateKey Read(byte[] der, Func<byte[], PrivateKey> read, string doing) =>
        TryRead(der, read) ?? throw new GoErrorException($"{doing}: asn1: structure error: malformed key");

    private static PrivateKey? TryRead(byte[] der, Func<byte[], PrivateKey> read)
    {
        try
        {
            return read(der);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or GoErrorException or OverflowException)
        {
            return null;
        }
    }

    private static AsnReader Sequence(byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return sequence;
    }

    private static PrivateKey ReadPkcs1(byte[] der)
    {
        var sequence = Sequence(der);
        if (sequence.ReadInteger() > 1) throw new GoErrorException("x509: unsupported private key version");
        var n = sequence.ReadInteger();
        var e = sequence.ReadInteger();
        var d = sequence.ReadInteger();
        var p = sequence.ReadInteger();
        var q = sequence.ReadInteger();
        return RsaFrom(n, e, d, p, q);
    }

    /// <summary>The key with its derived numbers calculated anew, as Go does.</summary>
    internal static RsaPrivateKey RsaFrom(BigInteger n, BigInteger e, BigInteger d, BigInteger p, BigInteger q)
    {
        if (n <= 0 || d <= 0 || p <= 1 || q <= 1 || e <= 0 || p * q != n)
            throw new GoErrorException("x509: private key contains zero or negative value");
        var size = (int)((n.GetBitLength() + 7) / 8);
        var half = (size + 1) / 2;
        return new RsaPrivateKey(new RSAParameters
        {
            Modulus = Bytes(n, size),
            Exponent = e.ToByteArray(isUnsigned: true, isBigEndian: true),
            D = Bytes(d, size),
            P = Bytes(p, half),
            Q = Bytes(q, half),
            DP = Bytes(d % (p - 1), half),
            DQ = Bytes(d % (q - 1), half),
            InverseQ = Bytes(BigInteger.ModPow(q, p - 2, p), half),
        });
    }

    internal static byte[] Bytes(BigInteger value, int size)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (bytes.Length > size) throw new GoErrorException("number too large");
        var padded = new byte[size];
        bytes.CopyTo(padded, size - bytes.Length);
        return padded;
    }

    internal static PrivateKey ReadPkcs8(byte[] der)
    {
        var sequence = Sequence(der);
        sequence.ReadInteger();
        var algorithm = sequence.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var key = sequence.ReadOctetString();
        switch (oid)
        {
            case RsaPrivateKey.Algorithm: return ReadPkcs1(key);
            case EcPrivateKey.Algorithm: return ReadSec1(key, EcCurve.ByOid(algorithm.ReadObjectIdentifier()));
            case Ed25519PrivateKey.Algorithm:
                var seed = new AsnReader(key, AsnEncodingRules.DER).ReadOctetString();
                return seed.Length == 32
                    ? new Ed25519PrivateKey(seed) : throw new GoErrorException("x509: invalid Ed25519 private key length");
            default:
                throw new GoErrorException($"x509: PKCS#8 wrapping contained private key with unknown algorithm: {oid}");
        }
    }

    private static EcPrivateKey ReadSec1(byte[] der, EcCurve? curve)
    {
        var sequence = Sequence(der);
        if (sequence.ReadInteger() != 1) throw new GoErrorException("x509: unknown EC private key version");
        var scalar = sequence.ReadOctetString();
        var named = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (sequence.HasData && sequence.PeekTag() == named)
            curve = EcCurve.ByOid(sequence.ReadSequence(named).ReadObjectIdentifier());
        if (curve is null) throw new GoErrorException("x509: unknown elliptic curve");
        return new EcPrivateKey(curve, Bytes(new BigInteger(scalar, isUnsigned: true, isBigEndian: true), curve.Size));
    }

    private static DsaPrivateKey ReadDsa(byte[] der)
    {
        var sequence = Sequence(der);
        sequence.ReadInteger();
        var p = sequence.ReadInteger();
        var q = sequence.ReadInteger();
        var g = sequence.ReadInteger();
        var y = sequence.ReadInteger();
        return new DsaPrivateKey(p, q, g, y, sequence.ReadInteger());
    }
}
