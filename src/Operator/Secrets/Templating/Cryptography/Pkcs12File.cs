using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>A PFX: one key (as PKCS#8) and its certificates, the first of them the key's.</summary>
internal sealed record Pkcs12File(byte[] Key, IReadOnlyList<ParsedCertificate> Certificates)
{
    private const int Iterations = 2048;
    private const string CertificateType = "1.2.840.113549.1.9.22.1";
    private const string FriendlyName = "1.2.840.113549.1.9.20";

    // Java marks trusted certificates with it, naming any extended key usage.
    private const string JavaTrustStore = "2.16.840.1.113894.746875.1.1";
    private const string AnyUsage = "2.5.29.37.0";

    private static readonly PbeParameters Modern = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations);

    /// <exception cref="GoErrorException">In go-pkcs12's words where they tell what is wrong.</exception>
    internal static Pkcs12File Decode(byte[] pfx, string password)
    {
        Pkcs12Info info;
        try
        {
            info = Pkcs12Info.Decode(pfx, out var read);
            if (read != pfx.Length) throw new GoErrorException("pkcs12: error reading P12 data: trailing data found");
        }
        catch (CryptographicException)
        {
            throw new GoErrorException("pkcs12: error reading P12 data: asn1: structure error");
        }
        // An empty password may have been hashed as nothing, or as its terminator.
        string?[] candidates = password.Length == 0 ? ["", null] : [password];
        if (info.IntegrityMode != Pkcs12IntegrityMode.Password)
            return password.Length == 0 ? Read(info, "") : throw new GoErrorException("pkcs12: no MAC in data");
        foreach (var candidate in candidates)
            if (Verify(info, candidate))
                return Read(info, candidate);
        throw new GoErrorException("pkcs12: decryption password incorrect");
    }

    private static bool Verify(Pkcs12Info info, string? password)
    {
        try
        {
            return info.VerifyMac(password);
        }
        catch (CryptographicException)
        {
            throw new GoErrorException("pkcs12: unknown digest algorithm");
        }
    }

    private static Pkcs12File Read(Pkcs12Info info, string? password)
    {
        byte[]? key = null;
        var certificates = new List<ParsedCertificate>();
        try
        {
            foreach (var bag in info.AuthenticatedSafe.SelectMany(contents => Bags(contents, password)))
            {
                if (bag is Pkcs12CertBag { IsX509Certificate: true } certificate)
                {
                    certificates.Add(GoCertificateReader.Parse(Inner(certificate.EncodedCertificate)));
                    continue;
                }
                var found = bag switch
                {
                    Pkcs12ShroudedKeyBag shrouded => Decrypt(shrouded, password),
                    Pkcs12KeyBag plain => plain.Pkcs8PrivateKey.ToArray(),
                    _ => null,
                };
                if (found is null) continue;
                if (key is not null) throw new GoErrorException("pkcs12: expected exactly one key bag");
                key = found;
            }
        }
        catch (CryptographicException)
        {
            throw new GoErrorException("pkcs12: decryption error, incorrect padding");
        }
        if (certificates.Count == 0) throw new GoErrorException("pkcs12: certificate missing");
        if (key is null) throw new GoErrorException("pkcs12: private key missing");
        using var parsed = PrivateKeyReader.ReadPkcs8(key);
        return new Pkcs12File(parsed.ToPkcs8(), certificates);
    }

    private static IEnumerable<Pkcs12SafeBag> Bags(Pkcs12SafeContents contents, string? password)
    {
        if (contents.ConfidentialityMode == Pkcs12ConfidentialityMode.Password) contents.Decrypt(password);
        return contents.GetBags();
    }

    // The certificate sits in an OCTET STRING.
    private static byte[] Inner(ReadOnlyMemory<byte> encoded) => new AsnReader(encoded, AsnEncodingRules.BER).ReadOctetString();

    private static byte[] Decrypt(Pkcs12ShroudedKeyBag bag, string? password) =>
        Pkcs8PrivateKeyInfo.DecryptAndDecode(password.AsSpan(), bag.EncryptedPkcs8PrivateKey, out _).Encode();

    internal static byte[] Encode(byte[] pkcs8, IReadOnlyList<ParsedCertificate> certificates, string password)
    {
        var id = new Pkcs9LocalKeyId(SHA1.HashData(certificates[0].Raw));
        var safe = new Pkcs12SafeContents();
        for (var i = 0; i < certificates.Count; i++)
        {
            var bag = new Pkcs12CertBag(new Oid(CertificateType), Octets(certificates[i].Raw));
            if (i == 0) bag.Attributes.Add(id);
            safe.AddSafeBag(bag);
        }
        var keys = new Pkcs12SafeContents();
        using (var parsed = new KeyHolder(pkcs8))
        {
            var shrouded = new Pkcs12ShroudedKeyBag(parsed.Encrypt(password), skipCopy: true);
            shrouded.Attributes.Add(id);
            keys.AddSafeBag(shrouded);
        }
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsEncrypted(safe, password, Modern);
        builder.AddSafeContentsUnencrypted(keys);
        return Seal(builder, password);
    }

    /// <summary>Encrypts PKCS#8 of any algorithm.</summary>
    private sealed class KeyHolder(byte[] pkcs8) : IDisposable
    {
        internal byte[] Encrypt(string password) => Pkcs8PrivateKeyInfo.Decode(pkcs8, out _).Encrypt(password, Modern);

        public void Dispose() => CryptographicOperations.ZeroMemory(pkcs8);
    }

    internal static byte[] EncodeTrustStore(IReadOnlyList<ParsedCertificate> certificates, string password)
    {
        var safe = new Pkcs12SafeContents();
        foreach (var certificate in certificates)
        {
            var bag = new Pkcs12CertBag(new Oid(CertificateType), Octets(certificate.Raw));
            var usage = new AsnWriter(AsnEncodingRules.DER);
            usage.WriteObjectIdentifier(AnyUsage);
            bag.Attributes.Add(new AsnEncodedData(new Oid(JavaTrustStore), usage.Encode()));
            safe.AddSafeBag(bag);
        }
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsEncrypted(safe, password, Modern);
        return Seal(builder, password);
    }

    private static byte[] Seal(Pkcs12Builder builder, string password)
    {
        builder.SealWithMac(password, HashAlgorithmName.SHA256, Iterations);
        return builder.Encode();
    }

    private static byte[] Octets(byte[] bytes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(bytes);
        return writer.Encode();
    }
}
