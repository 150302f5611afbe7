using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: keys and certificates. Keys come from the system's cryptographic chance.</summary>
[TemplateFunctions]
internal static class CertificateFunctions
{
    // A key of 2048 bits costs what some hundred thousand steps do; 4096 ten times that.
    private const int KeySteps = 60_000;

    public static string GenPrivateKey(Executor executor, string kind)
    {
        if (kind is not ("" or "rsa" or "dsa" or "ecdsa" or "ed25519")) return "Unknown type " + kind;
        executor.Step(kind is "" or "rsa" ? 8 * KeySteps : KeySteps);
        using var key = MakeKey(executor, kind);
        var (type, bytes) = key.ToTraditional();
        return GoPem.Encode(type, bytes);
    }

    private static PrivateKey MakeKey(Executor executor, string kind)
    {
        executor.Environment.Varied?.Invoke();
        switch (kind)
        {
            case "ecdsa":
                return new EcPrivateKey(EcCurve.P256);
            case "ed25519":
                var seed = new byte[32];
                executor.Environment.Random(seed);
                return new Ed25519PrivateKey(seed);
            case "dsa":
                using (var dsa = DSA.Create(2048))
                {
                    var p = dsa.ExportParameters(true);
                    return new DsaPrivateKey(Number(p.P!), Number(p.Q!), Number(p.G!), Number(p.Y!), Number(p.X!));
                }
            default:
                return new RsaPrivateKey(RSA.Create(4096));
        }
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static GoCertificate BuildCustomCert(string encodedCertificate, string encodedKey)
    {
        if (!GoBase64.TryDecode(encodedCertificate, out var certificate, out _))
            throw new GoErrorException("unable to decode base64 certificate");
        if (!GoBase64.TryDecode(encodedKey, out var key, out _))
            throw new GoErrorException("unable to decode base64 private key");
        var (certificateText, keyText) = (ByteText.FromBytes(certificate), ByteText.FromBytes(key));
        var block = GoPem.Decode(certificateText, out _) ?? throw new GoErrorException("unable to decode certificate");
        Wrap("error parsing certificate: decodedCert.Bytes", () => GoCertificateReader.Parse(block.Bytes));
        Wrap("error parsing private key", () => PrivateKeyReader.ReadPem(keyText)).Dispose();
        return new GoCertificate(certificateText, keyText);
    }

    private static T Wrap<T>(string doing, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (GoErrorException failed)
        {
            throw new GoErrorException($"{doing}: {failed.Message}");
        }
    }

    public static GoCertificate GenCA(Executor executor, string name, nint days)
    {
        using var key = NewRsa(executor);
        return SelfSigned(executor, Spec(name, null, null, days, authority: true), key);
    }

    public static GoCertificate GenCAWithKey(Executor executor, string name, nint days, string pem)
    {
        using var key = Wrap("parsing private key", () => PrivateKeyReader.ReadPem(pem));
        return SelfSigned(executor, Spec(name, null, null, days, authority: true), key);
    }

    public static GoCertificate GenSelfSignedCert(Executor executor, string name, GoSlice addresses, GoSlice names, nint days)
    {
        using var key = NewRsa(executor);
        return SelfSigned(executor, Spec(name, addresses, names, days), key);
    }

    public static GoCertificate GenSelfSignedCertWithKey(
        Executor executor, string name, GoSlice addresses, GoSlice names, nint days, string pem)
    {
        using var key = Wrap("parsing private key", () => PrivateKeyReader.ReadPem(pem));
        return SelfSigned(executor, Spec(name, addresses, names, days), key);
    }

    public static GoCertificate GenSignedCert(
        Executor executor, string name, GoSlice addresses, GoSlice names, nint days, GoCertificate authority)
    {
        using var key = NewRsa(executor);
        return Signed(executor, name, addresses, names, days, authority, key);
    }

    public static GoCertificate GenSignedCertWithKey(
        Executor executor, string name, GoSlice addresses, GoSlice names, nint days, GoCertificate authority, string pem)
    {
        using var key = Wrap("parsing private key", () => PrivateKeyReader.ReadPem(pem));
        return Signed(executor, name, addresses, names, days, authority, key);
    }

    private static RsaPrivateKey NewRsa(Executor executor)
    {
        executor.Step(KeySteps);
        executor.Environment.Varied?.Invoke();
        return new RsaPrivateKey(RSA.Create(2048));
    }

    private static GoCertificate Signed(
        Executor executor, string name, GoSlice addresses, GoSlice names, nint days, GoCertificate authority, PrivateKey key)
    {
        var block = GoPem.Decode(authority.Cert, out _) ?? throw new GoErrorException("unable to decode certificate");
        var signer = Wrap("error parsing certificate: decodedSignerCert.Bytes", () => GoCertificateReader.Parse(block.Bytes));
        using var signerKey = Wrap("error parsing private key", () => PrivateKeyReader.ReadPem(authority.Key));
        return Make(executor, Spec(name, addresses, names, days), key, signer, signerKey);
    }

    private static GoCertificate SelfSigned(Executor executor, CertificateRequestSpec spec, PrivateKey key) =>
        Make(executor, spec, key, null, key);

    private static GoCertificate Make(
        Executor executor, CertificateRequestSpec spec, PrivateKey key, ParsedCertificate? signer, PrivateKey signerKey)
    {
        var der = Wrap("error creating certificate", () => CertificateMaker.Make(executor, spec, key, signer, signerKey));
        var (type, bytes) = key.ToTraditional();
        return new GoCertificate(GoPem.Encode("CERTIFICATE", der), GoPem.Encode(type, bytes));
    }

    private static CertificateRequestSpec Spec(string name, GoSlice? addresses, GoSlice? names, nint days, bool authority = false) =>
        new()
        {
            CommonName = name,
            Addresses = [.. (addresses?.Items ?? []).Select(Address)],
            DnsNames = [.. (names?.Items ?? []).Select(DnsName)],
            DaysValid = days,
            IsAuthority = authority,
        };

    private static IPAddress Address(object? value)
    {
        if (value is not string text) throw new GoErrorException($"error parsing ip: {GoPrinter.Sprint(value)} is not a string");
        // .NET also reads 1.2 and 0x7f.1; Go does not.
        var plain = text.Contains(':') ? !text.Contains('%') : text.Split('.') is { Length: 4 } parts
            && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'));
        return plain && IPAddress.TryParse(text, out var address)
            ? address : throw new GoErrorException($"error parsing ip: {text}");
    }

    private static string DnsName(object? value) =>
        value as string ?? throw new GoErrorException(
            $"error processing alternate dns name: {GoPrinter.Sprint(value)} is not a string");
}
