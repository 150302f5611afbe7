using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>The operator's meter. Names are ESO's where ESO has one (eso.md §9.3); ours begin with <c>eso_</c>.</summary>
internal sealed class OperatorMetrics : IDisposable
{
    public const string MeterName = "Eso.Operator";
    private readonly Meter meter = new(MeterName, "2.9.0");
    private readonly Counter<long> reconciles;
    private readonly Histogram<double> reconcileSeconds;
    private readonly Counter<long> syncCalls;
    private readonly Counter<long> syncErrors;
    private readonly Counter<long> writes;
    private readonly Counter<long> apiCalls;
    private readonly Counter<long> writesSaved;

    public OperatorMetrics()
    {
        reconciles = meter.CreateCounter<long>("controller_runtime_reconcile_total");
        reconcileSeconds = meter.CreateHistogram<double>("controller_runtime_reconcile_time_seconds");
        syncCalls = meter.CreateCounter<long>("externalsecret_sync_calls_total");
        syncErrors = meter.CreateCounter<long>("externalsecret_sync_calls_error");
        apiCalls = meter.CreateCounter<long>("externalsecret_provider_api_calls_count");
        writes = meter.CreateCounter<long>("eso_writes_total");
        writesSaved = meter.CreateCounter<long>("eso_writes_saved_total");
    }

    public Meter Meter => meter;

    /// <summary>Conditions and durations, shown as gauges until their object goes away.</summary>
    public ObjectGauges Gauges { get; } = new();

    public void Reconciled(string controller, string result, TimeSpan took)
    {
        reconciles.Add(1, new TagList { { "controller", controller }, { "result", result } });
        reconcileSeconds.Record(took.TotalSeconds, new TagList { { "controller", controller } });
    }

    public void SyncCall(string ns, string name) => syncCalls.Add(1, Labels(ns, name));

    public void SyncError(string ns, string name) => syncErrors.Add(1, Labels(ns, name));

    /// <summary>A call to a back end.</summary>
    public void ApiCalled(string provider, string call, bool failed) => apiCalls.Add(
        1, new TagList { { "provider", provider }, { "call", call }, { "status", failed ? "error" : "success" } });

    /// <summary>A write to the API server that was made.</summary>
    public void Wrote(string what) => writes.Add(1, new TagList { { "what", what } });

    /// <summary>A write that ESO makes and we did not need.</summary>
    public void SavedWrite(string what) => writesSaved.Add(1, new TagList { { "what", what } });

    public void Dispose() => meter.Dispose();

    private static TagList Labels(string ns, string name) => new() { { "name", name }, { "namespace", ns } };
}
