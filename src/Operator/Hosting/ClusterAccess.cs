using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Work;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting;

/// <summary>Which cluster to work on, and how hard.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Null: <see cref="Kubeconfig"/>, else KUBECONFIG, the pod's account, ~/.kube/config.</summary>
    public KubeConnection? Kube { get; init; }

    public string? Kubeconfig { get; init; }

    public string? KubeContext { get; init; }

    public double ClientQps { get; init; }

    public int ClientBurst { get; init; } = 100;
}

/// <summary>Opens the way to a cluster for the controllers of one process.</summary>
internal static class ClusterAccess
{
    public static ControllerContext Open(
        ClusterOptions options, OperatorServices services, OperatorMetrics metrics, string category)
    {
        var connection = options.Kube
            ?? (options.Kubeconfig is { } path
                ? KubeConfigFile.Load(path, options.KubeContext)
                : KubeConfigFile.LoadDefault(options.KubeContext, EnvironmentOf(services)));
        var logger = services.Logs.CreateLogger(category);
        var random = new LockedRandom(services.Random);
        var work = new WorkTracker();
        var settings = new KubeClientSettings
        {
            Logger = logger,
            Answered = metrics.Client.For(connection.Server.Authority),
            RequestsPerSecond = options.ClientQps,
            RequestBurst = options.ClientBurst,
        };
        var client = new KubeClient(connection, services.KubeHandler, services.Clock, settings);
        var informing = new InformerContext(client, services.Clock, random, work, logger);
        return new ControllerContext
        {
            Clock = services.Clock,
            Random = random,
            Work = work,
            Client = client,
            Informers = new InformerFactory(informing),
            Informing = informing,
            Metrics = metrics,
            Logger = logger,
        };
    }

    /// <summary>Whether the operator is its own process, not a part of a world that gives it an environment.</summary>
    public static bool IsOwnProcess(OperatorServices services) => services.Environment is null;

    public static IReadOnlyDictionary<string, string> EnvironmentOf(OperatorServices services)
    {
        if (services.Environment is { } given)
        {
            return given;
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            found[(string)entry.Key] = entry.Value as string ?? "";
        }

        return found;
    }
}
