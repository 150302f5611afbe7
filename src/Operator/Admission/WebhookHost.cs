using Eso.Operator.Hosting;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Providers;
using Eso.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Admission;

/// <summary>
/// The <c>webhook</c> process: waits for its certificate, serves, and ends when the certificate would run out before it
/// is renewed.
/// </summary>
internal sealed class WebhookHost : IHealth, IAsyncDisposable
{
    private static readonly TimeSpan CertificateWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReadyAhead = TimeSpan.FromHours(1);
    private readonly WebhookOptions options;
    private readonly ICertificateSource certificates;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly TaskCompletionSource<string> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebhookServer? server;
    private ITimer? checks;

    private WebhookHost(WebhookOptions options, ICertificateSource certificates, OperatorServices services)
    {
        this.options = options;
        this.certificates = certificates;
        clock = services.Clock;
        logger = services.Logs.CreateLogger("Eso.Operator.Webhook");
    }

    /// <summary>Ends with a reason when the process should be started anew.</summary>
    public Task<string> Completion => completion.Task;

    public string Url => server?.Url ?? "";

    /// <exception cref="TimeoutException">No usable certificate came within two minutes.</exception>
    public static async Task<WebhookHost> StartAsync(
        WebhookOptions options, ICertificateSource certificates, OperatorServices services, OperatorMetrics metrics,
        CancellationToken cancel)
    {
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems));
        }

        var host = new WebhookHost(options, certificates, services);
        await host.WaitForCertificateAsync(cancel);
        var providers = new ProviderRegistry(new ProviderServices
        {
            Clock = services.Clock,
            Random = services.Random,
            Environment = ClusterAccess.EnvironmentOf(services),
            Logs = services.Logs,
        });
        host.server = await WebhookServer.StartAsync(
            options, new AdmissionReviews(providers), certificates, metrics.Webhooks, services.Clock, cancel);
        host.checks = host.clock.CreateTimer(_ => host.Check(), null, options.CheckInterval, options.CheckInterval);
        WebhookLog.Serves(host.logger, host.Url);
        return host;
    }

    public IReadOnlyList<string> Problems() => [];

    public IReadOnlyList<string> NotReady() =>
        certificates.Problem(options.DnsName, clock.GetUtcNow() + ReadyAhead) is { } problem ? [$"certs: {problem}"] : [];

    public async ValueTask DisposeAsync()
    {
        checks?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    private async Task WaitForCertificateAsync(CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (certificates.Problem(options.DnsName, clock.GetUtcNow()) is { } problem)
        {
            if (clock.GetElapsedTime(began) > CertificateWait)
            {
                throw new TimeoutException($"no certificate to serve with after {CertificateWait.TotalSeconds:0} s: {problem}");
            }

            WebhookLog.Waits(logger, problem);
            await Task.Delay(TimeSpan.FromSeconds(2), clock, cancel);
        }
    }

    private void Check()
    {
        if (certificates.Problem(options.DnsName, clock.GetUtcNow() + options.LookaheadInterval) is { } problem)
        {
            WebhookLog.Ends(logger, problem);
            completion.TrySetResult(problem);
        }
    }
}
