using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Eso.Operator.Telemetry;

/// <summary>client-go's series about requests to the API server.</summary>
internal sealed class ClientMetrics
{
    private readonly Counter<long> requests;
    private readonly Histogram<double> seconds;

    public ClientMetrics(Meter meter)
    {
        requests = meter.CreateCounter<long>(
            "rest_client_requests_total", null, "Number of HTTP requests, partitioned by status code, method, and host.");
        seconds = Buckets.Histogram(
            meter,
            "rest_client_request_duration_seconds",
            "Request latency in seconds. Broken down by verb, and host.",
            Buckets.Client);
    }

    /// <summary>What a client tells of its answers.</summary>
    public Action<string, int, TimeSpan> For(string host) => (method, code, took) =>
    {
        // client-go's word for requests that got no answer at all.
        var shown = code == 0 ? "<error>" : code.ToString(CultureInfo.InvariantCulture);
        requests.Add(1, new TagList { { "code", shown }, { "host", host }, { "method", method } });
        seconds.Record(took.TotalSeconds, new TagList { { "host", host }, { "verb", method } });
    };
}
