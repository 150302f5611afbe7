using System.Formats.Asn1;
using System.Net;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>What the functions need of an X.509 certificate.</summary>
internal sealed record ParsedCertificate
{
    internal required byte[] Raw { get; init; }

    internal required byte[] RawSubject { get; init; }

    internal byte[] SubjectKeyId { get; init; } = [];

    /// <summary>Empty also stands for none: Go compares both as equal.</summary>
    internal byte[] AuthorityKeyId { get; init; } = [];

    internal bool HasAuthorityKeyId { get; init; }

    /// <summary>DNS names, addresses, e-mail addresses, URIs: in this order.</summary>
    internal IReadOnlyList<string> SubjectNames { get; init; } = [];
}

/// <summary>x509.ParseCertificate with its errors, as far as they tell kinds of breakage apart.</summary>
internal static class GoCertificateReader
{
    private const string SubjectKeyIdOid = "2.5.29.14";
    private const string AuthorityKeyIdOid = "2.5.29.35";
    private const string SubjectAltNameOid = "2.5.29.17";

    /// <exception cref="GoErrorException">Go's text.</exception>
    internal static ParsedCertificate Parse(byte[] der)
    {
        var file = new AsnReader(der, AsnEncodingRules.BER);
        var outer = Step("certificate", () => file.ReadSequence());
        if (file.HasData) throw new GoErrorException("x509: trailing data");
        var tbs = Step("tbs certificate", () => outer.ReadSequence());
        Step("version", () => tbs.HasData && tbs.PeekTag() == Context(0) ? tbs.ReadEncodedValue().Length : 0);
        Step("serial number", () => tbs.ReadInteger());
        Step("signature algorithm identifier", () => tbs.ReadSequence());
        Step("algorithm identifier", () => outer.ReadSequence());
        Step("issuer", () => tbs.ReadSequence());
        Step("validity", () => tbs.ReadSequence());
        var subject = Step("issuer", () => tbs.PeekEncodedValue().ToArray());
        Step("issuer", () => tbs.ReadSequence());
        Step("spki", () => tbs.ReadSequence());
        var certificate = new ParsedCertificate { Raw = der, RawSubject = subject };
        while (tbs.HasData)
        {
            if (tbs.PeekTag() != Context(3))
            {
                Step("extensions", () => tbs.ReadEncodedValue());
                continue;
            }
            var extensions = Step("extensions", () => tbs.ReadSequence(Context(3)).ReadSequence());
            while (extensions.HasData) certificate = ReadExtension(certificate, extensions);
        }
        Step("signature", () => outer.ReadBitString(out _));
        return certificate;
    }

    private static Asn1Tag Context(int number, bool constructed = true) => new(TagClass.ContextSpecific, number, constructed);

    private static T Step<T>(string part, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is AsnContentException or InvalidOperationException)
        {
            throw new GoErrorException($"x509: malformed {part}");
        }
    }

    private static ParsedCertificate ReadExtension(ParsedCertificate certificate, AsnReader extensions)
    {
        var extension = Step("extension", () => extensions.ReadSequence());
        var oid = Step("extension OID field", () => extension.ReadObjectIdentifier());
        if (extension.HasData && extension.PeekTag() == Asn1Tag.Boolean) Step("extension critical field", () => extension.ReadBoolean());
        var value = Step("extension value field", () => extension.ReadOctetString());
        switch (oid)
        {
            case SubjectKeyIdOid:
                return certificate with
                {
                    SubjectKeyId = Step("subject key identifier", () => new AsnReader(value, AsnEncodingRules.BER).ReadOctetString()),
                };
            case AuthorityKeyIdOid:
                var sequence = Step("authority key identifier", () => new AsnReader(value, AsnEncodingRules.BER).ReadSequence());
                var key = Context(0, constructed: false);
                if (!sequence.HasData || !sequence.PeekTag().HasSameClassAndValue(key)) return certificate;
                return certificate with
                {
                    AuthorityKeyId = Step("authority key identifier", () => sequence.ReadOctetString(key)),
                    HasAuthorityKeyId = true,
                };
            case SubjectAltNameOid:
                return certificate with { SubjectNames = Step("subject alternative name", () => ReadNames(value)) };
            default:
                return certificate;
        }
    }

    private static List<string> ReadNames(byte[] value)
    {
        var (dns, addresses, mail, uris) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        var names = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            var number = tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1;
            if (number is not (1 or 2 or 6 or 7))
            {
                names.ReadEncodedValue();
                continue;
            }
            var bytes = names.ReadOctetString(Context(number, constructed: false));
            if (number == 7) addresses.Add(Address(bytes));
            else (number == 1 ? mail : number == 2 ? dns : uris).Add(Text(bytes, number));
        }
        return [.. dns, .. addresses, .. mail, .. uris];
    }

    private static string Text(byte[] bytes, int number)
    {
        var text = ByteText.FromBytes(bytes);
        if (text.Any(c => c > 0x7F))
            throw new GoErrorException(number == 6 ? "x509: SAN uniformResourceIdentifier is malformed"
                : number == 1 ? "x509: SAN rfc822Name is malformed" : "x509: SAN dNSName is malformed");
        return number == 6 ? GoUrl.Parse(text).ToString() : text;
    }

    private static string Address(byte[] bytes)
    {
        if (bytes.Length is not (4 or 16)) throw new GoErrorException($"x509: cannot parse IP address of length {bytes.Length}");
        var address = new IPAddress(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
