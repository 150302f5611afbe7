using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.CertController;

/// <summary>
/// The Secret of authority and serving certificate: made when it is missing, renewed ninety days before it runs out. As
/// a certificate source it serves what the informer last saw of it.
/// </summary>
internal sealed class WebhookSecret(CertControllerOptions options, ControllerContext context, Informer informer)
    : ICertificateSource, IDisposable
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(90);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Lock served = new();
    private string servedVersion = "";
    private X509Certificate2? certificate;

    /// <summary>The authority to be trusted, base64 of PEM, after whatever renewal was due.</summary>
    /// <exception cref="KubeException">The Secret could not be read or written.</exception>
    public async Task<string> BundleAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            var secret = await context.Client.FindAsync(
                CoreTypes.Secret, options.SecretNamespace, options.SecretName, cancel);
            if (ProblemOf(secret, options.Host, context.Clock.GetUtcNow() + Ahead) is { } problem)
            {
                secret = await RenewAsync(secret, cancel);
                informer.Observe(secret);
                WebhookLog.Renewed(context.Logger, $"{options.SecretNamespace}/{options.SecretName}", problem);
            }

            return secret!.Object("data").Text("ca.crt");
        }
        finally
        {
            gate.Release();
        }
    }

    public X509Certificate2? Current()
    {
        lock (served)
        {
            if (informer.Get(options.SecretNamespace, options.SecretName) is not { } found
                || found.ResourceVersion == servedVersion)
            {
                return certificate;
            }

            var secret = found.Parse();
            if (ProblemOf(secret, "", context.Clock.GetUtcNow()) is null)
            {
                // Handshakes may still use the old one: it is left to the collector.
                certificate = X509Certificate2.CreateFromPem(Entry(secret, "tls.crt"), Entry(secret, "tls.key"));
                servedVersion = found.ResourceVersion;
            }

            return certificate;
        }
    }

    public string? Problem(string host, DateTimeOffset at) =>
        ProblemOf(informer.Get(options.SecretNamespace, options.SecretName)?.Parse(), host, at);

    public void Dispose() => gate.Dispose();

    private static string? ProblemOf(JsonObject? secret, string host, DateTimeOffset at) => CertificateCheck.Problem(
        Entry(secret, "ca.crt"), Entry(secret, "tls.crt"), Entry(secret, "tls.key"), host, at);

    private async Task<JsonObject> RenewAsync(JsonObject? secret, CancellationToken cancel)
    {
        var now = context.Clock.GetUtcNow();
        var authority = new KeyPair(Entry(secret, "ca.crt"), Entry(secret, "ca.key"));
        // An authority that outlives the renewal is kept, so that nobody has to learn to trust a new one.
        if (CertificateCheck.Problem(authority.Certificate, authority.Certificate, authority.Key, "", now + Ahead) is not null)
        {
            authority = KeyPairs.Authority(now);
        }

        var serving = KeyPairs.Serving(authority, options.Host, now);
        var next = secret?.Copy() ?? KubeObject.New(CoreTypes.Secret, options.SecretNamespace, options.SecretName);
        next["data"] = new JsonObject
        {
            ["ca.crt"] = Encode(authority.Certificate),
            ["ca.key"] = Encode(authority.Key),
            ["tls.crt"] = Encode(serving.Certificate),
            ["tls.key"] = Encode(serving.Key),
        };
        return secret is null
            ? await context.Client.CreateAsync(CoreTypes.Secret, options.SecretNamespace, next, cancel)
            : await context.Client.UpdateAsync(CoreTypes.Secret, options.SecretNamespace, next, cancel);
    }

    private static string Encode(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    private static string Entry(JsonObject? secret, string key)
    {
        var buffer = secret.Object("data").Text(key);
        Span<byte> bytes = new byte[buffer.Length];
        return Convert.TryFromBase64String(buffer, bytes, out var used) ? Encoding.UTF8.GetString(bytes[..used]) : "";
    }
}
