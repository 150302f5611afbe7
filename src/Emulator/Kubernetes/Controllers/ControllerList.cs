namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>The controllers in the order they are told of changes.</summary>
internal static class ControllerList
{
    /// <summary>
    /// Those that live in a real cluster's kube-controller-manager, by the names they have there. The expiry of events is
    /// the API server's own affair, running Pods the node's.
    /// </summary>
    public static readonly IReadOnlySet<string> Switchable = new HashSet<string>(StringComparer.Ordinal)
    {
        "serviceaccount", "serviceaccount-token", "namespace", "garbagecollector", "resourcequota", "clusterrole-aggregation",
        "csrsigning", "pvc-protection", "deployment", "replicaset", "replicationcontroller", "statefulset", "daemonset", "job",
        "cronjob", "disruption", "endpoints",
    };

    public static IReadOnlyList<IController> Build(KubeCore core) =>
    [
        new ServiceAccounts(core),
        new TokenSecrets(core),
        new Namespaces(core),
        new GarbageCollector(core),
        new QuotaStatus(core),
        new RoleAggregation(core),
        new EventExpiry(core),
        new CertificateSigning(core),
        new VolumeProtection(core),
        new Workloads.Deployments(core),
        new Workloads.ReplicaSets(core),
        new Workloads.ReplicationControllers(core),
        new Workloads.StatefulSets(core),
        new Workloads.DaemonSets(core),
        new Workloads.Jobs(core),
        new Workloads.CronJobs(core),
        new Workloads.PodDisruptionBudgets(core),
        new Workloads.ServiceEndpoints(core),
        .. core.Options.RunsPods ? (IController[])[new Pods.PodController(core)] : [],
    ];
}
