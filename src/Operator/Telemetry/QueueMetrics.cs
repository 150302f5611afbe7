using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Eso.Kubernetes.Queues;

namespace Eso.Operator.Telemetry;

/// <summary>client-go's series about work queues, under controller-runtime's labels.</summary>
internal sealed class QueueMetrics
{
    private readonly Counter<long> adds;
    private readonly Counter<long> retries;
    private readonly Histogram<double> waited;
    private readonly Histogram<double> worked;
    private readonly ConcurrentDictionary<string, QueueView> queues = new(StringComparer.Ordinal);

    public QueueMetrics(Meter meter)
    {
        adds = meter.CreateCounter<long>("workqueue_adds_total", null, "Total number of adds handled by workqueue");
        retries = meter.CreateCounter<long>("workqueue_retries_total", null, "Total number of retries handled by workqueue");
        waited = Buckets.Histogram(
            meter,
            "workqueue_queue_duration_seconds",
            "How long in seconds an item stays in workqueue before being requested",
            Buckets.Queue);
        worked = Buckets.Histogram(
            meter,
            "workqueue_work_duration_seconds",
            "How long in seconds processing an item from workqueue takes.",
            Buckets.Queue);
        Gauge("workqueue_depth", "Current depth of workqueue", q => q.Depth());
        Gauge(
            "workqueue_unfinished_work_seconds",
            "How many seconds of work is in progress that has not been observed by work_duration",
            q => q.Unfinished().Sum.TotalSeconds);
        Gauge(
            "workqueue_longest_running_processor_seconds",
            "How many seconds the longest running processor for workqueue has been running",
            q => q.Unfinished().Longest.TotalSeconds);
        Gauge("eso_queue_delayed", "Keys that wait for the clock: their refresh or their backoff", q => q.Delayed());
        return;

        void Gauge(string name, string help, Func<QueueView, double> value) => meter.CreateObservableGauge(
            name, () => queues.Select(q => new Measurement<double>(value(q.Value), Tags(q.Key))), null, help);
    }

    /// <summary>The observer to make a queue with.</summary>
    public IWorkQueueObserver Observe(string name) => new Observer(this, Tags(name));

    /// <summary>Shows a queue's depth and its unfinished work.</summary>
    public void Register(string name, QueueView view)
    {
        queues[name] = view;
        adds.Add(0, Tags(name));
        retries.Add(0, Tags(name));
    }

    private static KeyValuePair<string, object?>[] Tags(string name) => [new("controller", name), new("name", name)];

    private sealed class Observer(QueueMetrics owner, KeyValuePair<string, object?>[] tags) : IWorkQueueObserver
    {
        public void Added() => owner.adds.Add(1, tags);

        public void Taken(TimeSpan span) => owner.waited.Record(span.TotalSeconds, tags);

        public void Done(TimeSpan span) => owner.worked.Record(span.TotalSeconds, tags);

        public void Retried() => owner.retries.Add(1, tags);
    }
}

/// <summary>What a queue tells when asked.</summary>
internal sealed record QueueView(Func<int> Depth, Func<int> Delayed, Func<(TimeSpan Sum, TimeSpan Longest)> Unfinished);
