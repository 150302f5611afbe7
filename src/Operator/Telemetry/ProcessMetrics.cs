using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>What Prometheus' own clients tell of a process, so that alerts on memory and CPU need no change.</summary>
internal static class ProcessMetrics
{
    /// <summary>The version of ESO whose behaviour this is.</summary>
    public const string Version = "2.9.0";

    public static void AddTo(Meter meter)
    {
        meter.CreateObservableCounter(
            "process_cpu_seconds_total",
            static () => Environment.CpuUsage.TotalTime.TotalSeconds,
            null,
            "Total user and system CPU time spent in seconds.");
        meter.CreateObservableGauge(
            "process_resident_memory_bytes", static () => Environment.WorkingSet, null, "Resident memory size in bytes.");
        meter.CreateObservableGauge(
            "process_start_time_seconds",
            static () => StartTime(),
            null,
            "Start time of the process since unix epoch in seconds.");
        meter.CreateObservableGauge(
            "eso_heap_bytes", static () => GC.GetTotalMemory(forceFullCollection: false), null, "Managed memory in use.");
        meter.CreateObservableGauge(
            "eso_build_info",
            static () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)),
            null,
            "The version of ESO whose behaviour this is.");
    }

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }
}
