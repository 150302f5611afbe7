using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Eso.Operator.Telemetry;

/// <summary>controller-runtime's series about webhooks.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> requests;
    private readonly Histogram<double> seconds;
    private readonly UpDownCounter<long> inFlight;

    public WebhookMetrics(Meter meter)
    {
        requests = meter.CreateCounter<long>(
            "controller_runtime_webhook_requests_total", null, "Total number of admission requests by HTTP status code.");
        seconds = Buckets.Histogram(
            meter,
            "controller_runtime_webhook_latency_seconds",
            "Histogram of the latency of processing admission requests",
            Buckets.Client);
        inFlight = meter.CreateUpDownCounter<long>(
            "controller_runtime_webhook_requests_in_flight", null, "Current number of admission requests being served.");
    }

    public void Began(string path) => inFlight.Add(1, Webhook(path));

    public void Ended(string path, int status, TimeSpan took)
    {
        inFlight.Add(-1, Webhook(path));
        requests.Add(
            1, new TagList { { "code", status.ToString(CultureInfo.InvariantCulture) }, { "webhook", path } });
        seconds.Record(took.TotalSeconds, Webhook(path));
    }

    private static KeyValuePair<string, object?> Webhook(string path) => new("webhook", path);
}
