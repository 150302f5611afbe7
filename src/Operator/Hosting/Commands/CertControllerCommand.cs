using System.CommandLine;
using Eso.Operator.Hosting.CertController;
using Eso.Operator.Hosting.Flags;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.Commands;

/// <summary><c>certcontroller</c>: keeps the webhook's certificates and injects their authority.</summary>
internal static class CertControllerCommand
{
    public static Command Make() => ServingCommand.Make(
        "certcontroller", "Keep the webhook's certificates and inject their authority.", c => CertControllerFlags.AddTo(c), RunAsync);

    private static async Task<int> RunAsync(
        CertControllerOptions options, EndpointOptions doors, ClusterOptions cluster, LogOptions log,
        CancellationToken cancel)
    {
        var services = ProcessServices.Make(log);
        using var logs = services.Logs;
        using var metrics = new OperatorMetrics();
        using var metering = new Metering(metrics.Meter);
        using var export = OtlpExport.Start(ClusterAccess.EnvironmentOf(services));
        var context = ClusterAccess.Open(cluster, services, metrics, "Eso.Operator.CertController");
        await using var host = new CertControllerHost(options, context);
        var reviewer = doors.MetricsAuth ? new MetricsReviewer(context.Client, services.Clock) : null;
        await using var endpoints = await HttpEndpoints.StartAsync(doors, host, metering, reviewer, services.Clock, cancel);
        await host.StartAsync(cancel);
        await host.Completion.WaitAsync(cancel);
        return 1;
    }
}
