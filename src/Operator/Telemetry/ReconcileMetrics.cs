using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>controller-runtime's series about reconciles, and its series about who leads.</summary>
internal sealed class ReconcileMetrics
{
    private static readonly string[] Results = ["success", "error", "requeue", "requeue_after"];
    private readonly Counter<long> total;
    private readonly Counter<long> errors;
    private readonly Counter<long> terminal;
    private readonly Counter<long> panics;
    private readonly Histogram<double> seconds;
    private readonly ConcurrentDictionary<string, (int Max, Func<int> Active)> workers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<bool>> leases = new(StringComparer.Ordinal);

    public ReconcileMetrics(Meter meter)
    {
        total = meter.CreateCounter<long>(
            "controller_runtime_reconcile_total", null, "Total number of reconciliations per controller");
        errors = meter.CreateCounter<long>(
            "controller_runtime_reconcile_errors_total", null, "Total number of reconciliation errors per controller");
        terminal = meter.CreateCounter<long>(
            "controller_runtime_terminal_reconcile_errors_total",
            null,
            "Total number of terminal reconciliation errors per controller");
        panics = meter.CreateCounter<long>(
            "controller_runtime_reconcile_panics_total", null, "Total number of reconciliation panics per controller");
        seconds = Buckets.Histogram(
            meter,
            "controller_runtime_reconcile_time_seconds",
            "Length of time per reconciliation per controller",
            Buckets.Reconcile);
        meter.CreateObservableGauge(
            "controller_runtime_max_concurrent_reconciles",
            () => workers.Select(w => new Measurement<int>(w.Value.Max, Controller(w.Key))),
            null,
            "Maximum number of concurrent reconciles per controller");
        meter.CreateObservableGauge(
            "controller_runtime_active_workers",
            () => workers.Select(w => new Measurement<int>(w.Value.Active(), Controller(w.Key))),
            null,
            "Number of currently used workers per controller");
        meter.CreateObservableGauge(
            "leader_election_master_status",
            () => leases.Select(l => new Measurement<int>(l.Value() ? 1 : 0, new KeyValuePair<string, object?>("name", l.Key))),
            null,
            "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master");
    }

    /// <summary>Makes a controller's series exist from the start, as controller-runtime does.</summary>
    public void Register(string controller, int concurrent, Func<int> active)
    {
        workers[controller] = (concurrent, active);
        foreach (var result in Results)
        {
            total.Add(0, Controller(controller), new KeyValuePair<string, object?>("result", result));
        }

        errors.Add(0, Controller(controller));
        terminal.Add(0, Controller(controller));
        panics.Add(0, Controller(controller));
    }

    /// <summary>Shows whether we hold a lease.</summary>
    public void RegisterLease(string name, Func<bool> isLeader) => leases[name] = isLeader;

    /// <summary>A reconcile has ended: success, error, requeue or requeue_after.</summary>
    public void Ended(string controller, string result, TimeSpan took)
    {
        total.Add(1, Controller(controller), new KeyValuePair<string, object?>("result", result));
        seconds.Record(took.TotalSeconds, Controller(controller));
        if (result == "error")
        {
            errors.Add(1, Controller(controller));
        }
    }

    /// <summary>A reconcile met something that no code of ours expected: Go would call it a panic.</summary>
    public void Panicked(string controller) => panics.Add(1, Controller(controller));

    private static KeyValuePair<string, object?> Controller(string name) => new("controller", name);
}
