using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;

namespace Eso.Operator.Telemetry;

/// <summary>
/// The labels that <c>--enable-extended-metric-labels</c> adds: the object's own <c>app.kubernetes.io/…</c> labels, empty
/// when it has none.
/// </summary>
internal static class ExtendedLabels
{
    private static readonly (string Metric, string Label)[] Labels =
    [
        ("app_kubernetes_io_name", "app.kubernetes.io/name"),
        ("app_kubernetes_io_instance", "app.kubernetes.io/instance"),
        ("app_kubernetes_io_version", "app.kubernetes.io/version"),
        ("app_kubernetes_io_component", "app.kubernetes.io/component"),
        ("app_kubernetes_io_part_of", "app.kubernetes.io/part-of"),
        ("app_kubernetes_io_managed_by", "app.kubernetes.io/managed-by"),
    ];

    private static readonly Dictionary<string, ResourceType> Types = new(StringComparer.Ordinal)
    {
        ["externalsecret"] = EsoTypes.ExternalSecret,
        ["secretstore"] = EsoTypes.SecretStore,
        ["clustersecretstore"] = EsoTypes.ClusterSecretStore,
        ["clusterexternalsecret"] = EsoTypes.ClusterExternalSecret,
        ["pushsecret"] = EsoTypes.PushSecret,
        ["clusterpushsecret"] = EsoTypes.ClusterPushSecret,
    };

    /// <summary>Looks the labels up in the informers, so that reconciles need not carry them about.</summary>
    public static Func<string, string, string, IEnumerable<KeyValuePair<string, object?>>> From(InformerFactory informers) =>
        (kind, ns, name) =>
        {
            var type = Types.GetValueOrDefault(kind);
            var labels = informers.All().FirstOrDefault(i => i.Type == type)?.Get(ns, name)?.Parse().Labels();
            return Labels.Select(l => KeyValuePair.Create(l.Metric, (object?)labels.Text(l.Label)));
        };
}
