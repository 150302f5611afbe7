using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eso.Operator.Admission;
using Eso.Operator.Providers;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Hosting;

/// <summary><c>eso-operator webhook</c>: serves the admission webhooks with the certificate of a mounted Secret.</summary>
internal static class WebhookCommand
{
    private static readonly TimeSpan CertificateWait = TimeSpan.FromMinutes(2);

    public static Command Make()
    {
        var port = new Option<int>("--port") { DefaultValueFactory = _ => 10250, Description = "port of the webhooks" };
        var folder = new Option<string>("--cert-dir")
        {
            DefaultValueFactory = _ => "/tmp/k8s-webhook-server/serving-certs",
            Description = "folder of tls.crt and tls.key",
        };
        var command = new Command("webhook", "Serve the admission webhooks.") { port, folder };
        foreach (var ignored in new[]
        {
            "--dns-name", "--check-interval", "--lookahead-interval", "--tls-ciphers", "--tls-min-version", "--healthz-addr",
            "--metrics-addr", "--loglevel", "--zap-time-encoding", "--enable-http2",
        })
        {
            command.Options.Add(new Option<string>(ignored) { Hidden = true });
        }

        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(port), parsed.GetValue(folder)!, cancel));
        return command;
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "A process of its own lives on the machine's clock and chance.")]
    private static async Task<int> RunAsync(int port, string folder, CancellationToken cancel)
    {
        using var logs = LoggerFactory.Create(b => b.AddJsonConsole());
        var certificates = new MountedCertificate(folder, TimeProvider.System);
        var patience = TimeProvider.System.GetTimestamp();
        while (certificates.Current() is null)
        {
            if (TimeProvider.System.GetElapsedTime(patience) > CertificateWait)
            {
                await Console.Error.WriteLineAsync($"no tls.crt and tls.key appeared in {folder}");
                return 1;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel);
        }

        var providers = new ProviderRegistry(new ProviderServices
        {
            Clock = TimeProvider.System,
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Environment = new Dictionary<string, string>(),
            Logs = logs,
        });
        try
        {
            await using var server = await WebhookServer.StartAsync(
                new AdmissionReviews(providers), new IPEndPoint(IPAddress.Any, port), certificates.Current, cancel);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}

/// <summary>A key pair that is renewed in place (a mounted Secret): read again every minute.</summary>
internal sealed class MountedCertificate(string folder, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private X509Certificate2? current;
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    public X509Certificate2? Current()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (current is not null && now - readAt < Lifetime)
            {
                return current;
            }

            try
            {
                // Handshakes may still use the old one: it is left to the collector.
                current = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
                readAt = now;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Not there yet, or half written: the old one stays in use.
            }

            return current;
        }
    }
}
