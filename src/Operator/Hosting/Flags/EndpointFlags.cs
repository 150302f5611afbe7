using System.CommandLine;

namespace Eso.Operator.Hosting.Flags;

/// <summary>The metrics flags of <c>webhook</c> and <c>certcontroller</c>, and how their API server is found.</summary>
internal static class EndpointFlags
{
    public static FlagSet<EndpointOptions> AddTo(Command command) => new FlagSet<EndpointOptions>(command)
        .Text("--metrics-addr", "address of /metrics; 0 for none (:8080)", (o, v) => o with { MetricsAddress = v })
        .Flag("--metrics-secure", "serve /metrics over TLS", (o, v) => o with { MetricsSecure = v })
        .Flag("--metrics-auth", "let only those read whom the API server lets", (o, v) => o with { MetricsAuth = v })
        .Text("--metrics-cert-dir", "folder of the certificate", (o, v) => o with { MetricsCertDir = v })
        .Text("--metrics-cert-name", "certificate file (tls.crt)", (o, v) => o with { MetricsCertName = v })
        .Text("--metrics-key-name", "key file (tls.key)", (o, v) => o with { MetricsKeyName = v })
        .Text("--healthz-addr", "address of /healthz and /readyz (:8081)", (o, v) => o with { HealthAddress = v })
        .Flag("--enable-http2", "let listeners speak HTTP/2", (o, v) => o with { EnableHttp2 = v });

    public static FlagSet<ClusterOptions> AddCluster(Command command) => new FlagSet<ClusterOptions>(command)
        .Text(
            "--kubeconfig",
            "kubeconfig file (else KUBECONFIG, the pod's account, ~/.kube/config)",
            (o, v) => o with { Kubeconfig = v })
        .Text("--context", "context of the kubeconfig", (o, v) => o with { KubeContext = v });
}
