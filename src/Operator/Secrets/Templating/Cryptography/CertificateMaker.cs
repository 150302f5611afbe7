using System.Formats.Asn1;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>x509.CreateCertificate for the templates of sprig's functions.</summary>
internal sealed record CertificateRequestSpec
{
    internal required string CommonName { get; init; }

    internal IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    internal IReadOnlyList<string> DnsNames { get; init; } = [];

    internal required long DaysValid { get; init; }

    internal bool IsAuthority { get; init; }
}

internal static class CertificateMaker
{
    private const long GeneralizedFrom = 2524608000; // 2050-01-01

    /// <param name="executor">Clock and chance.</param>
    /// <param name="spec">What is certified.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="parent">Who signs; null for a self-signed one.</param>
    /// <param name="parentKey">The signer's key.</param>
    internal static byte[] Make(
        Executor executor, CertificateRequestSpec spec, PrivateKey key, ParsedCertificate? parent, PrivateKey parentKey)
    {
        var publicInfo = key.ToPublicInfo();
        var subject = Name(spec.CommonName);
        var issuer = parent?.RawSubject ?? subject;
        var tbs = new AsnWriter(AsnEncodingRules.DER);
        using (tbs.PushSequence())
        {
            using (tbs.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) tbs.WriteInteger(2);
            tbs.WriteInteger(Serial(executor));
            parentKey.WriteSignatureAlgorithm(tbs);
            tbs.WriteEncodedValue(issuer);
            var now = executor.Environment.Clock.GetUtcNow().ToUnixTimeSeconds();
            using (tbs.PushSequence())
            {
                WriteTime(tbs, now);
                WriteTime(tbs, now + unchecked(spec.DaysValid * 86400));
            }
            tbs.WriteEncodedValue(subject);
            tbs.WriteEncodedValue(publicInfo);
            var signer = parent is not null && !issuer.AsSpan().SequenceEqual(subject) ? parent.SubjectKeyId : [];
            WriteExtensions(tbs, spec, publicInfo, signer);
        }
        var body = tbs.Encode();
        var certificate = new AsnWriter(AsnEncodingRules.DER);
        using (certificate.PushSequence())
        {
            certificate.WriteEncodedValue(body);
            parentKey.WriteSignatureAlgorithm(certificate);
            certificate.WriteBitString(parentKey.SignCertificate(body));
        }
        return certificate.Encode();
    }

    private static BigInteger Serial(Executor executor)
    {
        var bytes = new byte[16];
        executor.Environment.Random(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static byte[] Name(string commonName)
    {
        var name = new AsnWriter(AsnEncodingRules.DER);
        using (name.PushSequence())
        {
            if (commonName.Length == 0) return Encode();
            using (name.PushSetOf())
            using (name.PushSequence())
            {
                name.WriteObjectIdentifier("2.5.4.3");
                var text = ByteText.ToText(commonName);
                var printable = text.All(c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c));
                name.WriteCharacterString(printable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, text);
            }
        }
        return name.Encode();

        static byte[] Encode()
        {
            var empty = new AsnWriter(AsnEncodingRules.DER);
            using (empty.PushSequence())
            {
            }
            return empty.Encode();
        }
    }

    private static void WriteTime(AsnWriter to, long unixSeconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, -62135596800, 253402300799));
        if (time.ToUnixTimeSeconds() < GeneralizedFrom && time.Year >= 1950) to.WriteUtcTime(time);
        else to.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }

    private static void WriteExtensions(AsnWriter to, CertificateRequestSpec spec, byte[] publicInfo, byte[] authorityKeyId)
    {
        using (to.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (to.PushSequence())
        {
            Extension(to, "2.5.29.15", critical: true, w => w.WriteNamedBitList(KeyUsage(spec.IsAuthority)));
            Extension(to, "2.5.29.37", critical: false, w =>
            {
                using (w.PushSequence())
                {
                    w.WriteObjectIdentifier("1.3.6.1.5.5.7.3.1");
                    w.WriteObjectIdentifier("1.3.6.1.5.5.7.3.2");
                }
            });
            Extension(to, "2.5.29.19", critical: true, w =>
            {
                using (w.PushSequence())
                    if (spec.IsAuthority)
                        w.WriteBoolean(true);
            });
            if (spec.IsAuthority)
                Extension(to, "2.5.29.14", critical: false, w => w.WriteOctetString(KeyId(publicInfo)));
            if (authorityKeyId.Length > 0)
                Extension(to, "2.5.29.35", critical: false, w =>
                {
                    using (w.PushSequence()) w.WriteOctetString(authorityKeyId, new Asn1Tag(TagClass.ContextSpecific, 0));
                });
            if (spec.DnsNames.Count + spec.Addresses.Count > 0)
                Extension(to, "2.5.29.17", critical: spec.CommonName.Length == 0, w => WriteNames(w, spec));
        }
    }

    // Since Go 1.25: SHA-256 of the key's bits, cut to 160.
    private static byte[] KeyId(byte[] publicInfo)
    {
        var sequence = new AsnReader(publicInfo, AsnEncodingRules.DER).ReadSequence();
        sequence.ReadSequence();
        return SHA256.HashData(sequence.ReadBitString(out _))[..20];
    }

    [Flags]
    private enum Usage
    {
        DigitalSignature = 1,
        KeyEncipherment = 4,
        CertSign = 32,
    }

    private static Usage KeyUsage(bool authority) =>
        Usage.DigitalSignature | Usage.KeyEncipherment | (authority ? Usage.CertSign : 0);

    private static void WriteNames(AsnWriter to, CertificateRequestSpec spec)
    {
        using (to.PushSequence())
        {
            foreach (var name in spec.DnsNames)
                to.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            foreach (var address in spec.Addresses)
                to.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
        }
    }

    private static void Extension(AsnWriter to, string oid, bool critical, Action<AsnWriter> write)
    {
        var value = new AsnWriter(AsnEncodingRules.DER);
        write(value);
        using (to.PushSequence())
        {
            to.WriteObjectIdentifier(oid);
            if (critical) to.WriteBoolean(true);
            to.WriteOctetString(value.Encode());
        }
    }
}
