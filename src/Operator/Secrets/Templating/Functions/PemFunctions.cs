using System.Text;
using Eso.Operator.Secrets.Templating.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>ESO's own: PEM blocks and certificate chains.</summary>
[TemplateFunctions]
internal static class PemFunctions
{
    private const string Certificate = "CERTIFICATE";

    public static string FilterPEM(string type, string text)
    {
        var rest = TrimJunk(text);
        var kept = new StringBuilder();
        while (GoPem.Decode(rest, out rest) is { } block)
            if (string.Equals(ByteText.ToText(block.Type), ByteText.ToText(type), StringComparison.OrdinalIgnoreCase))
                kept.Append(block.Encode());
        if (kept.Length == 0 && rest.Length > 0) throw new GoErrorException("error filtering pem: found junk");
        return kept.ToString();
    }

    private static string TrimJunk(string text)
    {
        var begin = text.IndexOf("-----BEGIN", StringComparison.Ordinal);
        return begin < 0 ? text : text[begin..];
    }

    public static string FilterCertChain(string kind, string text)
    {
        var chain = CertificateChain.Order(CertificateChain.Read(text));
        switch (kind)
        {
            case "leaf" when !IsRoot(chain[0]):
                return Encode(chain[0]);
            case "intermediate":
                return string.Concat(chain.Skip(1).TakeWhile(c => !IsRoot(c)).Select(Encode));
            case "root" when IsRoot(chain[^1]):
                return Encode(chain[^1]);
            default:
                return "";
        }
    }

    private static bool IsRoot(ParsedCertificate certificate) =>
        !certificate.HasAuthorityKeyId || certificate.AuthorityKeyId.AsSpan().SequenceEqual(certificate.SubjectKeyId);

    private static string Encode(ParsedCertificate certificate) => GoPem.Encode(Certificate, certificate.Raw);

    public static GoSlice CertSANs(string text)
    {
        var block = GoPem.Decode(TrimJunk(text), out _) ?? throw new GoErrorException("failed to decode PEM block");
        try
        {
            return GoSlice.OfStrings(GoCertificateReader.Parse(block.Bytes).SubjectNames);
        }
        catch (GoErrorException failed)
        {
            throw new GoErrorException($"failed to parse certificate: {failed.Message}");
        }
    }
}
