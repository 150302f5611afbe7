using System.Text;
using System.Text.Json.Nodes;
using Eso.Operator.Telemetry;
using Eso.Unit.Kubernetes;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Eso.Unit.Operator.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public void Dashboards_of_ESO_find_their_series()
    {
        using var metrics = new OperatorMetrics();
        using var metering = new Metering(metrics.Meter);
        metrics.Reconciles.Register("externalsecret", 4, () => 1);
        metrics.Reconciles.Ended("externalsecret", "error", TimeSpan.FromMilliseconds(30));
        metrics.Queues.Register("externalsecret", new(() => 3, () => 2, () => (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4))));
        var queue = metrics.Queues.Observe("externalsecret");
        queue.Added();
        queue.Taken(TimeSpan.FromMilliseconds(2));
        metrics.Client.For("host:1")("GET", 200, TimeSpan.FromMilliseconds(7));
        metrics.SyncCall("ns", "app");
        metrics.ApiCalled("AWS/SecretsManager", "GetSecretValue", failed: true);
        metrics.Gauges.Set("externalsecret", "ns", "app", true, TimeSpan.FromMilliseconds(1));
        metrics.Gauges.Set("clusterexternalsecret", "", "all", false, TimeSpan.FromMilliseconds(1));

        var page = PrometheusText.Render(metering).Split('\n');

        page.Should().Contain([
            "controller_runtime_reconcile_total{controller=\"externalsecret\",result=\"error\"} 1",
            "controller_runtime_reconcile_total{controller=\"externalsecret\",result=\"success\"} 0",
            "controller_runtime_reconcile_errors_total{controller=\"externalsecret\"} 1",
            "controller_runtime_reconcile_time_seconds_bucket{controller=\"externalsecret\",le=\"0.05\"} 1",
            "controller_runtime_max_concurrent_reconciles{controller=\"externalsecret\"} 4",
            "controller_runtime_active_workers{controller=\"externalsecret\"} 1",
            "workqueue_depth{controller=\"externalsecret\",name=\"externalsecret\"} 3",
            "workqueue_adds_total{controller=\"externalsecret\",name=\"externalsecret\"} 1",
            "workqueue_queue_duration_seconds_count{controller=\"externalsecret\",name=\"externalsecret\"} 1",
            "workqueue_longest_running_processor_seconds{controller=\"externalsecret\",name=\"externalsecret\"} 4",
            "rest_client_requests_total{code=\"200\",host=\"host:1\",method=\"GET\"} 1",
            "externalsecret_sync_calls_total{name=\"app\",namespace=\"ns\"} 1",
            "externalsecret_provider_api_calls_count{call=\"GetSecretValue\",provider=\"AWS/SecretsManager\",status=\"error\"} 1",
            "externalsecret_status_condition{condition=\"Ready\",name=\"app\",namespace=\"ns\",status=\"True\"} 1",
            "externalsecret_status_condition{condition=\"Ready\",name=\"app\",namespace=\"ns\",status=\"False\"} 0",
            "externalsecret_reconcile_duration{name=\"app\",namespace=\"ns\"} 1000000",
            "clusterexternalsecret_status_condition{condition=\"Ready\",name=\"all\",namespace=\"\",status=\"False\"} 1",
            "# TYPE externalsecret_status_condition gauge",
            "# TYPE workqueue_adds_total counter",
        ]);
    }

    [Fact]
    public void Series_of_an_object_that_is_gone_are_gone()
    {
        using var metrics = new OperatorMetrics();
        using var metering = new Metering(metrics.Meter);
        metrics.Gauges.Set("externalsecret", "ns", "app", true, TimeSpan.Zero);
        PrometheusText.Render(metering).Should().Contain("externalsecret_status_condition");

        metrics.Gauges.Remove("externalsecret", "ns", "app");

        PrometheusText.Render(metering).Should().NotContain("externalsecret_status_condition");
    }

    [Fact]
    public void More_labels_stand_on_every_series_of_an_object()
    {
        using var metrics = new OperatorMetrics { ObjectLabels = (_, _, _) => [new("app_kubernetes_io_name", "db")] };
        using var metering = new Metering(metrics.Meter);
        metrics.SyncError("ns", "app");
        metrics.Gauges.Set("externalsecret", "ns", "app", true, TimeSpan.Zero);

        PrometheusText.Render(metering).Split('\n').Should().Contain([
            "externalsecret_sync_calls_error{name=\"app\",namespace=\"ns\",app_kubernetes_io_name=\"db\"} 1",
            "externalsecret_reconcile_duration{name=\"app\",namespace=\"ns\",app_kubernetes_io_name=\"db\"} 0",
        ]);
    }

    [Theory]
    [InlineData("epoch", "1767225600")]
    [InlineData("iso8601", "\"2026-01-01T00:00:00.000Z\"")]
    [InlineData("rfc3339", "\"2026-01-01T00:00:00Z\"")]
    [InlineData("nano", "1767225600000000000")]
    public void Log_lines_are_zaps(string encoding, string time)
    {
        using var clock = ManualClock.New();
        using var output = new MemoryStream();
        Eso.Operator.Hosting.Flags.LogFlags.Times(encoding, out var times).Should().BeEmpty();
        using var logs = new ZapLogs(output, LogLevel.Information, times, clock);
        var logger = logs.CreateLogger("controllers");
        ControllerLog.Problem(logger, "externalsecret", new("ns", "app"), "it's so");
        logger.LogDebug("not shown");

        var lines = Encoding.UTF8.GetString(output.ToArray()).Trim().Split('\n');

        lines.Should().ContainSingle();
        var line = JsonNode.Parse(lines[0])!;
        line["ts"]!.ToJsonString().Should().Be(time);
        line["level"]!.ToString().Should().Be("warn");
        line["logger"]!.ToString().Should().Be("controllers");
        line["key"]!.ToString().Should().Be("ns/app");
        line["problem"]!.ToString().Should().Be("it's so");
    }
}
