using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>
/// The operator's meter. Names and labels are ESO's and controller-runtime's where those have one (eso.md §9.3); ours
/// begin with <c>eso_</c>.
/// </summary>
internal sealed class OperatorMetrics : IDisposable
{
    public const string MeterName = "Eso.Operator";
    private readonly Counter<long> syncCalls;
    private readonly Counter<long> syncErrors;
    private readonly Counter<long> writes;
    private readonly Counter<long> apiCalls;
    private readonly Counter<long> writesSaved;

    public OperatorMetrics()
    {
        Gauges = new ObjectGauges(Meter, () => ObjectLabels);
        Reconciles = new ReconcileMetrics(Meter);
        Queues = new QueueMetrics(Meter);
        Client = new ClientMetrics(Meter);
        Webhooks = new WebhookMetrics(Meter);
        syncCalls = Meter.CreateCounter<long>(
            "externalsecret_sync_calls_total", null, "Total number of the External Secret sync calls");
        syncErrors = Meter.CreateCounter<long>(
            "externalsecret_sync_calls_error", null, "Total number of the External Secret sync errors");
        apiCalls = Meter.CreateCounter<long>(
            "externalsecret_provider_api_calls_count", null, "Number of API calls towards the secret provider");
        writes = Meter.CreateCounter<long>("eso_writes_total", null, "Writes to the API server that were made");
        writesSaved = Meter.CreateCounter<long>(
            "eso_writes_saved_total", null, "Writes that a refresh did not need because nothing had changed");
        ProcessMetrics.AddTo(Meter);
    }

    public Meter Meter { get; } = new(MeterName, ProcessMetrics.Version);

    /// <summary>Conditions and durations, shown as gauges until their object goes away.</summary>
    public ObjectGauges Gauges { get; }

    public ReconcileMetrics Reconciles { get; }

    public QueueMetrics Queues { get; }

    public ClientMetrics Client { get; }

    public WebhookMetrics Webhooks { get; }

    /// <summary>More labels of an object's series (<c>--enable-extended-metric-labels</c>); null means none.</summary>
    public Func<string, string, string, IEnumerable<KeyValuePair<string, object?>>>? ObjectLabels { get; set; }

    public void SyncCall(string ns, string name) => syncCalls.Add(1, Labels(ns, name));

    public void SyncError(string ns, string name) => syncErrors.Add(1, Labels(ns, name));

    /// <summary>A call to a back end.</summary>
    public void ApiCalled(string provider, string call, bool failed) => apiCalls.Add(
        1, new TagList { { "call", call }, { "provider", provider }, { "status", failed ? "error" : "success" } });

    /// <summary>A write to the API server that was made.</summary>
    public void Wrote(string what) => writes.Add(1, new TagList { { "what", what } });

    /// <summary>A write that ESO makes and we did not need.</summary>
    public void SavedWrite(string what) => writesSaved.Add(1, new TagList { { "what", what } });

    public void Dispose() => Meter.Dispose();

    private TagList Labels(string ns, string name)
    {
        var labels = new TagList { { "name", name }, { "namespace", ns } };
        foreach (var more in ObjectLabels?.Invoke("externalsecret", ns, name) ?? [])
        {
            labels.Add(more);
        }

        return labels;
    }
}
