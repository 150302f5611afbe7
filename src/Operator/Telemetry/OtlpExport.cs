using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Eso.Operator.Telemetry;

/// <summary>
/// Sends the meter to an OpenTelemetry collector when the standard variables name one; everything else (protocol,
/// headers, interval) is read from OTEL_… variables by OpenTelemetry itself.
/// </summary>
internal static class OtlpExport
{
    private static readonly string[] Switches = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Null when no collector is named. Dispose it to send what is left.</summary>
    public static IDisposable? Start(IReadOnlyDictionary<string, string> environment) =>
        Array.Exists(Switches, s => environment.GetValueOrDefault(s) is { Length: > 0 })
        && environment.GetValueOrDefault("OTEL_SDK_DISABLED") != "true"
            ? Build()
            : null;

    private static MeterProvider Build() => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(r => r.AddService("external-secrets", serviceVersion: ProcessMetrics.Version).AddEnvironmentVariableDetector())
        .AddMeter(OperatorMetrics.MeterName)
        .AddOtlpExporter()
        .Build();
}
