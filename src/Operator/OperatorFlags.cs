using System.CommandLine;
using System.CommandLine.Parsing;
using Eso.Operator.Secrets;

namespace Eso.Operator;

/// <summary>
/// The command line of <c>controller</c>: ESO's flags under their own names (eso.md §9.2). Flags of parts that do not
/// exist here are taken and ignored, so that a Deployment written for ESO starts.
/// </summary>
internal sealed class OperatorFlags
{
    private static readonly string[] IgnoredFlags =
    [
        "--metrics-auth", "--metrics-secure", "--enable-secrets-caching", "--enable-configmaps-caching",
        "--enable-managed-secrets-caching", "--enable-secret-api-read-on-cache-mismatch", "--enable-http2",
        "--enable-vault-token-cache", "--experimental-enable-vault-token-cache", "--experimental-enable-doppler-oidc-cache",
    ];

    private static readonly string[] IgnoredValues =
    [
        "--metrics-cert-dir", "--metrics-cert-name", "--metrics-key-name", "--client-qps", "--client-burst",
        "--zap-time-encoding", "--vault-token-cache-size", "--experimental-vault-token-cache-size",
        "--experimental-doppler-oidc-cache-size", "--doppler-etag-cache-size", "--mysterybox-tokens-cache-size",
        "--mysterybox-connections-cache-size",
    ];

    private readonly OperatorOptions defaults = new();
    private readonly List<Func<ParseResult, OperatorOptions, OperatorOptions>> readers = [];

    public OperatorFlags(Command command)
    {
        AddConnection(command);
        AddSwitches(command);
        AddNumbers(command);
        foreach (var name in IgnoredFlags)
        {
            command.Options.Add(new Option<bool>(name) { Hidden = true });
        }

        foreach (var name in IgnoredValues)
        {
            command.Options.Add(new Option<string>(name) { Hidden = true });
        }
    }

    public OperatorOptions Read(ParseResult parsed) => readers.Aggregate(
        defaults with { MetricsAddress = ":8080", LiveAddress = ":8082" }, (options, reader) => reader(parsed, options));

    private void AddConnection(Command command)
    {
        Text(command, "--kubeconfig", "kubeconfig file (else KUBECONFIG, the pod's account, ~/.kube/config)", (o, v) => o with { Kubeconfig = v });
        Text(command, "--context", "context of the kubeconfig", (o, v) => o with { KubeContext = v });
        Text(command, "--namespace", "only objects of this namespace", (o, v) => o with { Namespace = v });
        Text(command, "--controller-class", "class of stores to answer for (default)", (o, v) => o with { ControllerClass = v });
        Text(command, "--metrics-addr", "address of /metrics; 0 for none (:8080)", (o, v) => o with { MetricsAddress = v });
        Text(command, "--live-addr", "address of /healthz and /readyz; 0 for none (:8082)", (o, v) => o with { LiveAddress = v });
        Text(command, "--leader-election-id", "name of the Lease", (o, v) => o with { LeaderElectionId = v });
        Text(command, "--template-left-delimiter", "({{)", (o, v) => o with { TemplateLeftDelimiter = v });
        Text(command, "--template-right-delimiter", "(}})", (o, v) => o with { TemplateRightDelimiter = v });
    }

    private void AddSwitches(Command command)
    {
        Flag(command, "--enable-leader-election", (o, v) => o with { EnableLeaderElection = v });
        Flag(command, "--enable-cluster-store-reconciler", (o, v) => o with { EnableClusterStoreReconciler = v });
        Flag(command, "--enable-secret-store-reconciler", (o, v) => o with { EnableSecretStoreReconciler = v });
        Flag(
            command,
            "--enable-cluster-external-secret-reconciler",
            (o, v) => o with { EnableClusterExternalSecretReconciler = v });
        Flag(command, "--enable-cluster-push-secret-reconciler", (o, v) => o with { EnableClusterPushSecretReconciler = v });
        Flag(command, "--enable-push-secret-reconciler", (o, v) => o with { EnablePushSecretReconciler = v });
        Flag(command, "--enable-flood-gate", (o, v) => o with { EnableFloodGate = v });
        Flag(command, "--enable-generator-state", (o, v) => o with { EnableGeneratorState = v });
        Flag(command, "--enable-extended-metric-labels", (o, v) => o with { EnableExtendedMetricLabels = v });
        Flag(command, "--unsafe-allow-generic-targets", (o, v) => o with { UnsafeAllowGenericTargets = v });
        Flag(command, "--enable-quiet-status", (o, v) => o with { EnableQuietStatus = v });
    }

    private void AddNumbers(Command command)
    {
        Add<int?>(command, "--concurrent", "reconciles at a time per controller", (o, v) => o with { Concurrent = v!.Value });
        Add<double?>(
            command,
            "--refresh-jitter-share",
            "by how much of its interval a refresh may be brought forward among many (0.1)",
            (o, v) => o with { RefreshJitterShare = v!.Value });
        Span(command, "--store-requeue-interval", (o, v) => o with { StoreRequeueInterval = v });
        Span(command, "--generator-gc-grace-period", (o, v) => o with { GeneratorGcGracePeriod = v });
        Span(command, "--leader-election-lease-duration", (o, v) => o with { LeaderElectionLeaseDuration = v });
        Span(command, "--leader-election-renew-deadline", (o, v) => o with { LeaderElectionRenewDeadline = v });
        Span(command, "--leader-election-retry-period", (o, v) => o with { LeaderElectionRetryPeriod = v });
    }

    private void Text(Command command, string name, string description, Func<OperatorOptions, string, OperatorOptions> set) =>
        Add<string?>(command, name, description, (o, v) => set(o, v!));

    private void Flag(Command command, string name, Func<OperatorOptions, bool, OperatorOptions> set) =>
        Add<bool?>(command, name, null, (o, v) => set(o, v!.Value));

    private void Span(Command command, string name, Func<OperatorOptions, TimeSpan, OperatorOptions> set)
    {
        var option = new Option<TimeSpan?>(name) { CustomParser = ParseSpan };
        Register(command, option, (o, v) => set(o, v!.Value));
    }

    private void Add<T>(Command command, string name, string? description, Func<OperatorOptions, T, OperatorOptions> set) =>
        Register(command, new Option<T>(name) { Description = description }, set);

    private void Register<T>(Command command, Option<T> option, Func<OperatorOptions, T, OperatorOptions> set)
    {
        command.Options.Add(option);
        readers.Add((parsed, options) =>
            parsed.GetValue(option) is { } value && parsed.GetResult(option) is { Implicit: false } ? set(options, value) : options);
    }

    private static TimeSpan? ParseSpan(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (GoDuration.TryParse(text, out var duration, out var error))
        {
            return duration.ToTimeSpan();
        }

        result.AddError(error);
        return null;
    }
}
