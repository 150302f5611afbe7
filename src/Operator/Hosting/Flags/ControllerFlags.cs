using System.CommandLine;

namespace Eso.Operator.Hosting.Flags;

/// <summary>Flags of <c>controller</c>: ESO's under their own names (eso.md §9.2), then ours.</summary>
internal static class ControllerFlags
{
    /// <summary>What the command line starts from: the listeners are on, as ESO's are.</summary>
    public static OperatorOptions Defaults { get; } = new() { MetricsAddress = ":8080", LiveAddress = ":8082" };

    public static FlagSet<OperatorOptions> AddTo(Command command)
    {
        var flags = new FlagSet<OperatorOptions>(command);
        Connection(flags);
        Listeners(flags);
        Leadership(flags);
        Kinds(flags);
        Behaviour(flags);
        Own(flags);
        return flags
            .Ignored(
                true,
                "--enable-secrets-caching",
                "--enable-configmaps-caching",
                "--enable-managed-secrets-caching",
                "--enable-secret-api-read-on-cache-mismatch",
                "--enable-vault-token-cache",
                "--experimental-enable-vault-token-cache",
                "--experimental-enable-doppler-oidc-cache")
            .Ignored(
                false,
                "--vault-token-cache-size",
                "--experimental-vault-token-cache-size",
                "--experimental-doppler-oidc-cache-size",
                "--doppler-etag-cache-size",
                "--mysterybox-tokens-cache-size",
                "--mysterybox-connections-cache-size");
    }

    private static void Connection(FlagSet<OperatorOptions> flags) => flags
        .Text(
            "--kubeconfig",
            "kubeconfig file (else KUBECONFIG, the pod's account, ~/.kube/config)",
            (o, v) => o with { Kubeconfig = v })
        .Text("--context", "context of the kubeconfig", (o, v) => o with { KubeContext = v })
        .Text("--namespace", "only objects of this namespace", (o, v) => o with { Namespace = v })
        .Number("--client-qps", "requests a second to the API server; unlimited unless set", (o, v) => o with { ClientQps = v })
        .Whole("--client-burst", "requests at once when --client-qps is set (100)", (o, v) => o with { ClientBurst = v });

    private static void Listeners(FlagSet<OperatorOptions> flags) => flags
        .Text("--metrics-addr", "address of /metrics; 0 for none (:8080)", (o, v) => o with { MetricsAddress = v })
        .Flag("--metrics-secure", "serve /metrics over TLS", (o, v) => o with { MetricsSecure = v })
        .Flag(
            "--metrics-auth",
            "let only those read /metrics whom the API server lets; needs --metrics-secure",
            (o, v) => o with { MetricsAuth = v })
        .Text("--metrics-cert-dir", "folder of the certificate; made up if not set", (o, v) => o with { MetricsCertDir = v })
        .Text("--metrics-cert-name", "certificate file (tls.crt)", (o, v) => o with { MetricsCertName = v })
        .Text("--metrics-key-name", "key file (tls.key)", (o, v) => o with { MetricsKeyName = v })
        .Flag("--enable-http2", "let listeners speak HTTP/2", (o, v) => o with { EnableHttp2 = v })
        .Text("--live-addr", "address of /healthz and /readyz; 0 for none (:8082)", (o, v) => o with { LiveAddress = v });

    private static void Leadership(FlagSet<OperatorOptions> flags) => flags
        .Flag("--enable-leader-election", "only the holder of a Lease works", (o, v) => o with { EnableLeaderElection = v })
        .Text(
            "--leader-election-id",
            "name of the Lease (external-secrets-controller)",
            (o, v) => o with { LeaderElectionId = v })
        .Span(
            "--leader-election-lease-duration",
            "silence after which others take over (15s)",
            (o, v) => o with { LeaderElectionLeaseDuration = v })
        .Span(
            "--leader-election-renew-deadline",
            "a leader that could not renew for so long stops (10s)",
            (o, v) => o with { LeaderElectionRenewDeadline = v })
        .Span("--leader-election-retry-period", "wait between tries (2s)", (o, v) => o with { LeaderElectionRetryPeriod = v });

    private static void Kinds(FlagSet<OperatorOptions> flags) => flags
        .Flag("--enable-cluster-store-reconciler", "(true)", (o, v) => o with { EnableClusterStoreReconciler = v })
        .Flag("--enable-secret-store-reconciler", "(true)", (o, v) => o with { EnableSecretStoreReconciler = v })
        .Flag(
            "--enable-cluster-external-secret-reconciler",
            "(true)",
            (o, v) => o with { EnableClusterExternalSecretReconciler = v })
        .Flag(
            "--enable-cluster-push-secret-reconciler", "(true)", (o, v) => o with { EnableClusterPushSecretReconciler = v })
        .Flag("--enable-push-secret-reconciler", "(true)", (o, v) => o with { EnablePushSecretReconciler = v })
        .Flag("--enable-generator-state", "(true)", (o, v) => o with { EnableGeneratorState = v });

    private static void Behaviour(FlagSet<OperatorOptions> flags) => flags
        .Text("--controller-class", "class of stores to answer for (default)", (o, v) => o with { ControllerClass = v })
        .Whole("--concurrent", "reconciles at a time per controller (96; ESO: 1)", (o, v) => o with { Concurrent = v })
        .Span(
            "--store-requeue-interval",
            "how often a store is checked that says nothing itself (5m)",
            (o, v) => o with { StoreRequeueInterval = v })
        .Flag("--enable-flood-gate", "refuse stores that are not ready (true)", (o, v) => o with { EnableFloodGate = v })
        .Flag(
            "--enable-extended-metric-labels",
            "add the objects' app.kubernetes.io labels to their series",
            (o, v) => o with { EnableExtendedMetricLabels = v })
        .Flag(
            "--unsafe-allow-generic-targets",
            "let ExternalSecrets write other kinds than Secrets",
            (o, v) => o with { UnsafeAllowGenericTargets = v })
        .Span(
            "--generator-gc-grace-period",
            "how long replaced generator states live on (2m)",
            (o, v) => o with { GeneratorGcGracePeriod = v })
        .Text("--template-left-delimiter", "({{)", (o, v) => o with { TemplateLeftDelimiter = v })
        .Text("--template-right-delimiter", "(}})", (o, v) => o with { TemplateRightDelimiter = v });

    private static void Own(FlagSet<OperatorOptions> flags) => flags
        .Flag(
            "--enable-quiet-status",
            "leave a status alone when a refresh moved nothing but its refreshTime (true)",
            (o, v) => o with { EnableQuietStatus = v })
        .Number(
            "--refresh-jitter-share",
            "by how much of its interval a refresh may be brought forward among many (0.1)",
            (o, v) => o with { RefreshJitterShare = v });
}
