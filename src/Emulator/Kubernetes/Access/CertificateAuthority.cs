using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>
/// The world's own authority: server certificate, administrator's client certificate, kubeconfig. P-256 keys, since
/// they cost well under a millisecond. Valid for decades around: the peers' clocks need not be the world's.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly DateTimeOffset From = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);
    private static Lazy<X509Certificate2>? ahead;
    private readonly Lazy<X509Certificate2> own;
    private readonly Lazy<string> text;
    private readonly Lazy<(string Certificate, string Key)> administrator;
    private static readonly string[] Always =
    [
        "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
        "host.docker.internal",
    ];

    private readonly X509Certificate2Collection trusted = [];
    private int serial = 1;

    /// <param name="clients">PEM of further authorities whose client certificates are good.</param>
    /// <param name="pem">A <see cref="Fresh"/> authority that is used again; null: a new one.</param>
    public CertificateAuthority(string clients = "", string? pem = null)
    {
        if (clients.Length > 0)
        {
            trusted.ImportFromPem(clients);
        }

        own = Interlocked.Exchange(ref ahead, null) is { } begun && pem is null
            ? begun
            : new Lazy<X509Certificate2>(() => pem is null ? Make() : X509Certificate2.CreateFromPem(pem, pem));
        // A head start on another thread, where one is free: a server starts in about the time that its keys take. Nobody
        // waits for that thread: with many worlds at once all of them would, and none be left to make the keys.
        _ = Task.Run(() => own.Value);
        text = new Lazy<string>(() => PemText("CERTIFICATE", Own.RawData));
        administrator = new Lazy<(string, string)>(() => ClientPem("kubernetes-admin", KubeUser.Masters));
    }

    /// <summary>Begins the keys of the process's next authority on another thread.</summary>
    public static void Warm()
    {
        var begun = new Lazy<X509Certificate2>(Make);
        Volatile.Write(ref ahead, begun);
        _ = Task.Run(() => begun.Value);
    }

    /// <summary>A new authority: its certificate and its key as PEM.</summary>
    public static string Fresh()
    {
        using var made = Make();
        using var key = made.GetECDsaPrivateKey()!;
        return PemText("CERTIFICATE", made.RawData) + PemText("EC PRIVATE KEY", key.ExportECPrivateKey());
    }

    /// <summary>The authority's certificate: what kubeconfigs and kube-root-ca.crt carry.</summary>
    public string Pem => text.Value;

    /// <summary>Whose client certificates are good, as the handshake names them: the given ones first.</summary>
    public X509Certificate2Collection ClientAuthorities => [.. trusted, Own];

    private X509Certificate2 Own => own.Value;

    /// <summary>A certificate for serving under the loopback names and the given ones.</summary>
    public X509Certificate2 Server(IEnumerable<string> names)
    {
        var san = new SubjectAlternativeNameBuilder();
        foreach (var name in Always)
        {
            san.AddDnsName(name);
        }

        san.AddIpAddress(IPAddress.Loopback);
        san.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var name in names.Except(Always, StringComparer.Ordinal).Except(["127.0.0.1", "::1"], StringComparer.Ordinal))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                san.AddIpAddress(address);
            }
            else
            {
                san.AddDnsName(name);
            }
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Issue("CN=kube-apiserver", key, "1.3.6.1.5.5.7.3.1", san.Build());
    }

    /// <summary>A client certificate: CN is the user, each O a group.</summary>
    public X509Certificate2 Client(string user, params IReadOnlyList<string> groups)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        foreach (var group in groups)
        {
            subject.AddOrganizationName(group);
        }

        subject.AddCommonName(user);
        return Issue(subject.Build().Name, key, "1.3.6.1.5.5.7.3.2", null);
    }

    /// <summary>The same as PEM texts.</summary>
    public (string Certificate, string Key) ClientPem(string user, params IReadOnlyList<string> groups)
    {
        using var certificate = Client(user, groups);
        using var key = certificate.GetECDsaPrivateKey()!;
        return (PemText("CERTIFICATE", certificate.RawData), PemText("EC PRIVATE KEY", key.ExportECPrivateKey()));
    }

    /// <summary>A kubeconfig of the administrator.</summary>
    public string Kubeconfig(string serverUrl)
    {
        var (certificate, key) = administrator.Value;
        var tls = serverUrl.StartsWith("https:", StringComparison.Ordinal);
        return string.Join('\n', [
            "apiVersion: v1",
            "kind: Config",
            "clusters:",
            "- name: eso",
            "  cluster:",
            $"    server: {serverUrl}",
            .. tls ? (string[])[$"    certificate-authority-data: {Base64(Pem)}"] : [],
            "contexts:",
            "- name: eso",
            "  context:",
            "    cluster: eso",
            "    user: eso-admin",
            "current-context: eso",
            "users:",
            "- name: eso-admin",
            "  user:",
            $"    client-certificate-data: {Base64(certificate)}",
            $"    client-key-data: {Base64(key)}",
            "",
        ]);
    }

    /// <summary>Signs somebody's request (PEM) for one extended key usage; the certificate as PEM.</summary>
    public string Sign(string requestPem, string usage)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(
            requestPem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        var names = asked.CertificateExtensions.FirstOrDefault(e => e.Oid?.Value == "2.5.29.17");
        var request = new CertificateRequest(asked.SubjectName, asked.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var key = Own.GetECDsaPrivateKey()!;
        using var made = request.Create(
            Own.SubjectName, X509SignatureGenerator.CreateForECDsa(key), From, Until,
            BitConverter.GetBytes(Interlocked.Increment(ref serial)));
        return PemText("CERTIFICATE", made.RawData);
    }

    /// <summary>Who a client certificate says it is; null when this authority did not issue it.</summary>
    public KubeUser? Identify(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Own);
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (!chain.Build(certificate))
        {
            return null;
        }

        var name = "";
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            var value = part.GetSingleElementValue() ?? "";
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    name = value;
                    break;
                case "2.5.4.10":
                    groups.Add(value);
                    break;
                default:
                    break;
            }
        }

        groups.Add(KubeUser.Authenticated);
        return new KubeUser(name, groups)
        {
            Extra = new Dictionary<string, IReadOnlyList<string>>
            {
                ["authentication.kubernetes.io/credential-id"] =
                    ["X509SHA256=" + Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))],
            },
        };
    }

    public void Dispose() => Own.Dispose();

    private X509Certificate2 Issue(string subject, ECDsa key, string usage, X509Extension? names)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Own, true, false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var number = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(number, Interlocked.Increment(ref serial));
        using var issued = request.Create(Own, From, Until, number);
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(From, Until);
    }

    /// <summary>As the framework writes it, whose own way costs a start 20 ms of compiling.</summary>
    private static string PemText(string label, byte[] der)
    {
        const int lineLength = 64;
        var base64 = Convert.ToBase64String(der);
        var text = new StringBuilder("-----BEGIN ").Append(label).Append("-----\n");
        for (var i = 0; i < base64.Length; i += lineLength)
        {
            text.Append(base64, i, Math.Min(lineLength, base64.Length - i)).Append('\n');
        }

        return text.Append("-----END ").Append(label).Append("-----\n").ToString();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
