using System.CommandLine;
using Eso.Operator.Admission;
using Eso.Operator.Hosting.CertController;
using Eso.Operator.Hosting.Flags;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.Commands;

/// <summary>
/// <c>all</c>: controllers, webhooks and cert controller in one process, with one /metrics and one health address. The
/// webhooks serve with the certificate straight from its Secret.
/// </summary>
internal static class AllCommand
{
    public static Command Make()
    {
        var command = new Command("all", "Run controllers, webhooks and cert controller in one process.");
        var controller = ControllerFlags.AddTo(command);
        var webhook = WebhookFlags.AddTo(command);
        var certificates = CertControllerFlags.AddTo(command, alone: false);
        var log = LogFlags.AddTo(command);
        command.SetAction((parsed, cancel) => ProcessServices.RunAsync(
            stop => RunAsync(
                controller.Read(parsed, ControllerFlags.Defaults),
                webhook.Read(parsed, new WebhookOptions()),
                certificates.Read(parsed, new CertControllerOptions()),
                log.Read(parsed, new LogOptions()),
                stop),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        OperatorOptions options, WebhookOptions webhook, CertControllerOptions certificates, LogOptions log,
        CancellationToken cancel)
    {
        var services = ProcessServices.Make(log);
        using var logs = services.Logs;
        var metrics = new OperatorMetrics();
        using var metering = new Metering(metrics.Meter);
        using var export = OtlpExport.Start(ClusterAccess.EnvironmentOf(services));
        var access = ClusterAccess.Open(
            new ClusterOptions { Kube = options.Kube, Kubeconfig = options.Kubeconfig, KubeContext = options.KubeContext },
            services,
            metrics,
            "Eso.Operator.CertController");
        await using var keeper = new CertControllerHost(
            certificates with { EnableLeaderElection = options.EnableLeaderElection }, access);
        // One process has one pair of doors: those of this command, not the controllers' own.
        await using var host = OperatorHost.Create(options with { MetricsAddress = "", LiveAddress = "" }, services, metrics);
        var health = new JointHealth(host.Health, keeper);
        var reviewer = options.MetricsAuth ? new MetricsReviewer(access.Client, services.Clock) : null;
        await using var endpoints = await HttpEndpoints.StartAsync(
            EndpointOptions.Of(options), health, metering, reviewer, services.Clock, cancel);
        await keeper.StartAsync(cancel);
        var named = webhook with { DnsName = certificates.Host };
        await using var server = await WebhookHost.StartAsync(named, keeper.Certificates, services, metrics, cancel);
        await host.StartAsync(cancel);
        await Task.WhenAny(host.Completion, keeper.Completion, server.Completion).WaitAsync(cancel);
        return 1;
    }
}
