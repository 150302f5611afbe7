using System.CommandLine;
using Eso.Operator.Admission;

namespace Eso.Operator.Hosting.Flags;

/// <summary>Flags of <c>webhook</c> (eso.md §9.2).</summary>
internal static class WebhookFlags
{
    public static FlagSet<WebhookOptions> AddTo(Command command) => new FlagSet<WebhookOptions>(command)
        .Whole("--port", "port of the webhooks (10250)", (o, v) => o with { Port = v })
        .Text("--dns-name", "name the certificate must be made out for (localhost)", (o, v) => o with { DnsName = v })
        .Text("--cert-dir", "folder of tls.crt, tls.key, ca.crt", (o, v) => o with { CertDir = v })
        .Span("--check-interval", "how often the certificate is checked (5m)", (o, v) => o with { CheckInterval = v })
        .Span(
            "--lookahead-interval",
            "how long the certificate must still be good (2160h)",
            (o, v) => o with { LookaheadInterval = v })
        .Text("--tls-ciphers", "cipher suites by their names, comma-separated", (o, v) => o with { TlsCiphers = v })
        .Text("--tls-min-version", "1.0, 1.1, 1.2 or 1.3 (1.2)", (o, v) => o with { TlsMinVersion = v })
        .Text("--healthz-addr", "address of /readyz (:8081)", (o, v) => o with { HealthAddress = v })
        .Flag("--enable-http2", "let listeners speak HTTP/2", (o, v) => o with { EnableHttp2 = v });
}
