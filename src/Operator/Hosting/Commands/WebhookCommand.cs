using System.CommandLine;
using Eso.Operator.Admission;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Hosting.Flags;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.Commands;

/// <summary><c>webhook</c>: serves admission and conversion with the certificate of a mounted Secret.</summary>
internal static class WebhookCommand
{
    public static Command Make() => ServingCommand.Make("webhook", "Serve the admission and conversion webhooks.", WebhookFlags.AddTo, RunAsync);

    private static async Task<int> RunAsync(
        WebhookOptions options, EndpointOptions doors, ClusterOptions cluster, LogOptions log, CancellationToken cancel)
    {
        var services = ProcessServices.Make(log);
        using var logs = services.Logs;
        using var metrics = new OperatorMetrics();
        using var metering = new Metering(metrics.Meter);
        using var export = OtlpExport.Start(ClusterAccess.EnvironmentOf(services));
        // Only the review of scrapers needs the API server.
        using var client = doors.MetricsAuth
            ? ClusterAccess.Open(cluster, services, metrics, "Eso.Operator.Webhook").Client
            : null;
        var certificates = new MountedCertificate(options.CertDir, services.Clock);
        await using var host = await WebhookHost.StartAsync(options, certificates, services, metrics, cancel);
        var reviewer = client is null ? null : new MetricsReviewer(client, services.Clock);
        await using var endpoints = await HttpEndpoints.StartAsync(doors, host, metering, reviewer, services.Clock, cancel);
        await host.Completion.WaitAsync(cancel);
        return 1;
    }
}
