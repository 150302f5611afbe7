using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>A private key in the encodings of Go's crypto/x509.</summary>
internal abstract class PrivateKey : IDisposable
{
    /// <summary>Go's name of the type, for its messages.</summary>
    internal abstract string GoType { get; }

    /// <summary>x509.MarshalPKCS8PrivateKey.</summary>
    internal abstract byte[] ToPkcs8();

    /// <summary>x509.MarshalPKIXPublicKey of the public half.</summary>
    internal abstract byte[] ToPublicInfo();

    /// <summary>The PEM block sprig writes for the key: its traditional form.</summary>
    internal abstract (string Type, byte[] Bytes) ToTraditional();

    /// <summary>Signature and algorithm identifier for a certificate.</summary>
    internal abstract byte[] SignCertificate(byte[] tbs);

    internal abstract void WriteSignatureAlgorithm(AsnWriter to);

    public abstract void Dispose();

    protected static byte[] Pkcs8(string algorithm, Action<AsnWriter>? parameters, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                parameters?.Invoke(writer);
            }
            writer.WriteOctetString(key);
        }
        return writer.Encode();
    }

    internal static byte[] PublicInfo(string algorithm, Action<AsnWriter>? parameters, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                parameters?.Invoke(writer);
            }
            writer.WriteBitString(key);
        }
        return writer.Encode();
    }
}

internal sealed class RsaPrivateKey : PrivateKey
{
    internal const string Algorithm = "1.2.840.113549.1.1.1";

    internal RsaPrivateKey(RSAParameters parameters)
    {
        Rsa = RSA.Create();
        Rsa.ImportParameters(parameters);
    }

    internal RsaPrivateKey(RSA rsa) => Rsa = rsa;

    internal RSA Rsa { get; }

    internal override string GoType => "*rsa.PrivateKey";

    internal override byte[] ToPkcs8() => Pkcs8(Algorithm, w => w.WriteNull(), Rsa.ExportRSAPrivateKey());

    internal override byte[] ToPublicInfo() => PublicInfo(Algorithm, w => w.WriteNull(), Rsa.ExportRSAPublicKey());

    internal override (string Type, byte[] Bytes) ToTraditional() => ("RSA PRIVATE KEY", Rsa.ExportRSAPrivateKey());

    internal override byte[] SignCertificate(byte[] tbs) =>
        Rsa.SignData(tbs, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    internal override void WriteSignatureAlgorithm(AsnWriter to)
    {
        using (to.PushSequence())
        {
            to.WriteObjectIdentifier("1.2.840.113549.1.1.11");
            to.WriteNull();
        }
    }

    public override void Dispose() => Rsa.Dispose();
}

internal sealed class EcPrivateKey : PrivateKey
{
    internal const string Algorithm = "1.2.840.10045.2.1";

    private readonly ECDsa _key;
    private readonly EcCurve _curve;
    private readonly ECParameters _parameters;

    internal EcPrivateKey(EcCurve curve, byte[] scalar, ECPoint? point = null)
    {
        _curve = curve;
        _key = ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromValue(curve.Oid), D = scalar, Q = point ?? default });
        _parameters = _key.ExportParameters(true);
    }

    internal EcPrivateKey(EcCurve curve)
    {
        _curve = curve;
        _key = ECDsa.Create(ECCurve.CreateFromValue(curve.Oid));
        _parameters = _key.ExportParameters(true);
    }

    internal override string GoType => "*ecdsa.PrivateKey";

    private byte[] Point => [4, .. _parameters.Q.X!, .. _parameters.Q.Y!];

    private byte[] Sec1(bool named)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteOctetString(_parameters.D!);
            if (named)
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    writer.WriteObjectIdentifier(_curve.Oid);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                writer.WriteBitString(Point);
        }
        return writer.Encode();
    }

    internal override byte[] ToPkcs8() => Pkcs8(Algorithm, w => w.WriteObjectIdentifier(_curve.Oid), Sec1(named: false));

    internal override byte[] ToPublicInfo() => PublicInfo(Algorithm, w => w.WriteObjectIdentifier(_curve.Oid), Point);

    internal override (string Type, byte[] Bytes) ToTraditional() => ("EC PRIVATE KEY", Sec1(named: true));

    private HashAlgorithmName Hash => _curve.Size switch
    {
        > 48 => HashAlgorithmName.SHA512,
        > 32 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA256,
    };

    internal override byte[] SignCertificate(byte[] tbs) =>
        _key.SignData(tbs, Hash, DSASignatureFormat.Rfc3279DerSequence);

    internal override void WriteSignatureAlgorithm(AsnWriter to)
    {
        using (to.PushSequence())
            to.WriteObjectIdentifier(_curve.Size switch
            {
                > 48 => "1.2.840.10045.4.3.4",
                > 32 => "1.2.840.10045.4.3.3",
                _ => "1.2.840.10045.4.3.2",
            });
    }

    public override void Dispose() => _key.Dispose();
}

internal sealed class Ed25519PrivateKey(byte[] seed) : PrivateKey
{
    internal const string Algorithm = "1.3.101.112";

    internal override string GoType => "ed25519.PrivateKey";

    internal override byte[] ToPkcs8()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(seed);
        return Pkcs8(Algorithm, null, writer.Encode());
    }

    internal override byte[] ToPublicInfo() => PublicInfo(Algorithm, null, Ed25519.PublicKey(seed));

    internal override (string Type, byte[] Bytes) ToTraditional() => ("PRIVATE KEY", ToPkcs8());

    internal override byte[] SignCertificate(byte[] tbs) => Ed25519.Sign(seed, tbs);

    internal override void WriteSignatureAlgorithm(AsnWriter to)
    {
        using (to.PushSequence()) to.WriteObjectIdentifier(Algorithm);
    }

    public override void Dispose() => CryptographicOperations.ZeroMemory(seed);
}

/// <summary>DSA: sprig makes and reads such keys; Go signs no certificate with one.</summary>
internal sealed class DsaPrivateKey(BigInteger p, BigInteger q, BigInteger g, BigInteger y, BigInteger x) : PrivateKey
{
    internal override string GoType => "*dsa.PrivateKey";

    internal override byte[] ToPkcs8() =>
        throw new GoErrorException("x509: unknown key type while marshaling PKCS#8: *dsa.PrivateKey");

    internal override byte[] ToPublicInfo() => throw new GoErrorException("x509: unsupported public key type: *dsa.PublicKey");

    internal override (string Type, byte[] Bytes) ToTraditional()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            foreach (var number in (BigInteger[])[0, p, q, g, y, x])
                writer.WriteInteger(number);
        return ("DSA PRIVATE KEY", writer.Encode());
    }

    internal override byte[] SignCertificate(byte[] tbs) =>
        throw new GoErrorException("x509: only RSA, ECDSA and Ed25519 keys supported");

    internal override void WriteSignatureAlgorithm(AsnWriter to) => SignCertificate([]);

    public override void Dispose()
    {
        // Nothing to free.
    }
}

/// <summary>A curve that Go's crypto/elliptic has.</summary>
internal sealed record EcCurve(string Name, string Oid, int Size)
{
    private static readonly EcCurve[] All =
    [
        new("P-224", "1.3.132.0.33", 28),
        new("P-256", "1.2.840.10045.3.1.7", 32),
        new("P-384", "1.3.132.0.34", 48),
        new("P-521", "1.3.132.0.35", 66),
    ];

    internal static readonly EcCurve P256 = All[1];

    internal static EcCurve? ByName(string name) => Array.Find(All, c => c.Name == name);

    internal static EcCurve? ByOid(string oid) => Array.Find(All, c => c.Oid == oid);
}
