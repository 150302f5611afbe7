using Eso.Operator.Secrets.Templating.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>ESO's own: PKCS#12 to PEM and back. What is made is go-pkcs12's "Modern": AES-256, SHA-256.</summary>
[TemplateFunctions]
internal static class Pkcs12Functions
{
    private const string Nil = "runtime error: invalid memory address or nil pointer dereference";

    // Key derivation of some thousand rounds, several times.
    private const int Steps = 5_000;

    public static string Pkcs12key(Executor executor, string pfx) => Pkcs12keyPass(executor, "", pfx);

    public static string Pkcs12keyPass(Executor executor, string password, string pfx)
    {
        var contents = Decode(executor, pfx, password, "unable to decode pkcs12 with password");
        return GoPem.Encode("PRIVATE KEY", contents.Key);
    }

    public static string Pkcs12cert(Executor executor, string pfx) => Pkcs12certPass(executor, "", pfx);

    public static string Pkcs12certPass(Executor executor, string password, string pfx)
    {
        var contents = Decode(executor, pfx, password, "unable to decode pkcs12 certificate with password");
        var certificates = contents.Certificates;
        try
        {
            certificates = CertificateChain.Order([.. certificates]);
        }
        catch (GoErrorException)
        {
            // No single chain: as they come.
        }
        return string.Concat(certificates.Select(c => GoPem.Encode("CERTIFICATE", c.Raw)));
    }

    private static Pkcs12File Decode(Executor executor, string pfx, string password, string doing)
    {
        executor.Step(Steps);
        try
        {
            return Pkcs12File.Decode(ByteText.ToBytes(pfx), ByteText.ToText(password));
        }
        catch (GoErrorException failed)
        {
            throw new GoErrorException($"{doing}: {failed.Message}");
        }
    }

    public static string PemToPkcs12(Executor executor, string certificate, string key) =>
        PemToPkcs12Pass(executor, certificate, key, "");

    public static string PemToPkcs12Pass(Executor executor, string certificate, string key, string password)
    {
        var block = GoPem.Decode(certificate, out _) ?? throw new GoErrorException(Nil);
        return Encode(executor, [GoCertificateReader.Parse(block.Bytes)], key, password);
    }

    public static string FullPemToPkcs12(Executor executor, string certificates, string key) =>
        FullPemToPkcs12Pass(executor, certificates, key, "");

    public static string FullPemToPkcs12Pass(Executor executor, string certificates, string key, string password)
    {
        var block = GoPem.Decode(certificates, out var rest) ?? throw new GoErrorException(Nil);
        var first = GoCertificateReader.Parse(block.Bytes);
        return Encode(executor, [first, .. ReadAll(rest)], key, password);
    }

    public static string PemTruststoreToPKCS12(Executor executor, string certificates) =>
        PemTruststoreToPKCS12Pass(executor, certificates, "");

    public static string PemTruststoreToPKCS12Pass(Executor executor, string certificates, string password)
    {
        executor.Step(Steps);
        return Convert.ToBase64String(Pkcs12File.EncodeTrustStore(ReadAll(certificates), ByteText.ToText(password)));
    }

    // Anything after the last block is dereferenced by ESO without a look.
    private static List<ParsedCertificate> ReadAll(string pem)
    {
        var certificates = new List<ParsedCertificate>();
        while (pem.Length > 0)
        {
            var block = GoPem.Decode(pem, out pem) ?? throw new GoErrorException(Nil);
            certificates.Add(GoCertificateReader.Parse(block.Bytes));
        }
        return certificates;
    }

    private static string Encode(Executor executor, IReadOnlyList<ParsedCertificate> certificates, string key, string password)
    {
        executor.Step(Steps);
        var block = GoPem.Decode(key, out _) ?? throw new GoErrorException(Nil);
        using var parsed = PrivateKeyReader.ReadAny(block.Bytes);
        return Convert.ToBase64String(Pkcs12File.Encode(parsed.ToPkcs8(), certificates, ByteText.ToText(password)));
    }
}
