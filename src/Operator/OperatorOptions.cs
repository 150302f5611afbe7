using Eso.Kubernetes.Configuration;

namespace Eso.Operator;

/// <summary>
/// Settings of the <c>controller</c> process: ESO's flags under their own names (eso.md §9.2), then ours. Immutable;
/// <see cref="Problems"/> lists everything wrong with them at once.
/// </summary>
public sealed record OperatorOptions
{
    /// <summary>The API server to work on. Null: <see cref="Kubeconfig"/>, else KUBECONFIG, else in-cluster.</summary>
    public KubeConnection? Kube { get; init; }

    /// <summary>Path of a kubeconfig file (<c>--kubeconfig</c>).</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context to use of that file (<c>--context</c>); null means its current one.</summary>
    public string? KubeContext { get; init; }

    /// <summary>Only objects of this namespace (<c>--namespace</c>); empty means all.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Class of stores we answer for (<c>--controller-class</c>).</summary>
    public string ControllerClass { get; init; } = "default";

    /// <summary>Reconciles at a time per controller (<c>--concurrent</c>). ESO's default is 1.</summary>
    public int Concurrent { get; init; } = 96;

    public bool EnableClusterStoreReconciler { get; init; } = true;

    public bool EnableSecretStoreReconciler { get; init; } = true;

    public bool EnableClusterExternalSecretReconciler { get; init; } = true;

    public bool EnableClusterPushSecretReconciler { get; init; } = true;

    public bool EnablePushSecretReconciler { get; init; } = true;

    /// <summary>How often a store is checked when it says nothing itself (<c>--store-requeue-interval</c>).</summary>
    public TimeSpan StoreRequeueInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Refuse to use stores that are not Ready (<c>--enable-flood-gate</c>).</summary>
    public bool EnableFloodGate { get; init; } = true;

    public bool EnableGeneratorState { get; init; } = true;

    public TimeSpan GeneratorGcGracePeriod { get; init; } = TimeSpan.FromMinutes(2);

    public bool EnableExtendedMetricLabels { get; init; }

    /// <summary>Targets other than Secrets (<c>--unsafe-allow-generic-targets</c>).</summary>
    public bool UnsafeAllowGenericTargets { get; init; }

    public string TemplateLeftDelimiter { get; init; } = "{{";

    public string TemplateRightDelimiter { get; init; } = "}}";

    public bool EnableLeaderElection { get; init; }

    public string LeaderElectionId { get; init; } = "external-secrets-controller";

    /// <summary>Who we are among the candidates; empty makes one up.</summary>
    public string Identity { get; init; } = "";

    public TimeSpan LeaderElectionLeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan LeaderElectionRenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LeaderElectionRetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Address of /metrics, e.g. <c>:8080</c>; empty switches it off.</summary>
    public string MetricsAddress { get; init; } = "";

    /// <summary>/metrics over TLS (<c>--metrics-secure</c>).</summary>
    public bool MetricsSecure { get; init; }

    /// <summary>/metrics only for those whom the API server lets read it (<c>--metrics-auth</c>).</summary>
    public bool MetricsAuth { get; init; }

    /// <summary>Folder of the certificate of /metrics; empty makes one up.</summary>
    public string MetricsCertDir { get; init; } = "";

    public string MetricsCertName { get; init; } = "tls.crt";

    public string MetricsKeyName { get; init; } = "tls.key";

    public bool EnableHttp2 { get; init; }

    /// <summary>Requests a second to the API server; zero leaves the limit to the server's own fairness. ESO's is 50.</summary>
    public double ClientQps { get; init; }

    public int ClientBurst { get; init; } = 100;

    /// <summary>Address of /healthz and /readyz, e.g. <c>:8082</c>; empty switches it off.</summary>
    public string LiveAddress { get; init; } = "";

    /// <summary>Largest share of a refresh interval by which a refresh is brought forward, 0..0.1 (ours; 0 switches it off).</summary>
    public double RefreshJitterShare { get; init; } = 0.1;

    /// <summary>Leave a status alone when a refresh moved nothing but its refreshTime (ours).</summary>
    public bool EnableQuietStatus { get; init; } = true;

    /// <summary>Problems of these settings, each a sentence naming the flag; empty when none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(Concurrent is >= 1 and <= 1000, "--concurrent must be between 1 and 1000");
        Check(StoreRequeueInterval > TimeSpan.Zero, "--store-requeue-interval must be positive");
        Check(!MetricsAuth || MetricsSecure, "--metrics-auth requires --metrics-secure");
        Check(ClientQps >= 0, "--client-qps must not be negative");
        Check(ClientBurst >= 1, "--client-burst must be positive");
        Check(RefreshJitterShare is >= 0 and <= 0.1, "--refresh-jitter-share must be between 0 and 0.1");
        Check(TemplateLeftDelimiter.Length > 0, "--template-left-delimiter must not be empty");
        Check(TemplateRightDelimiter.Length > 0, "--template-right-delimiter must not be empty");
        Check(
            LeaderElectionLeaseDuration > LeaderElectionRenewDeadline,
            "--leader-election-lease-duration must be longer than --leader-election-renew-deadline");
        Check(
            LeaderElectionRenewDeadline > LeaderElectionRetryPeriod,
            "--leader-election-renew-deadline must be longer than --leader-election-retry-period");
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
