using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>Collects what one operator's meter measures, for /metrics: several operators may run in one process.</summary>
internal sealed class Metering : IDisposable
{
    private const int SeriesMax = 200_000;
    private static readonly double[] Bounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60];
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Dictionary<string, Series>> families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private int count;

    public Metering(Meter meter, ObjectGauges gauges)
    {
        Gauges = gauges;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        listener.Start();
    }

    public ObjectGauges Gauges { get; }

    /// <summary>Calls back with every series, family by family.</summary>
    public void Visit(Action<string, string> family, Action<string, string, Series> series)
    {
        listener.RecordObservableInstruments();
        lock (gate)
        {
            foreach (var (name, all) in families)
            {
                family(name, kinds[name]);
                foreach (var (labels, one) in all.OrderBy(s => s.Key, StringComparer.Ordinal))
                {
                    series(name, labels, one);
                }
            }
        }
    }

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        var isHistogram = instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);
        var isSum = instrument.GetType().Name is var n
            && (n.StartsWith("Counter", StringComparison.Ordinal) || n.StartsWith("UpDown", StringComparison.Ordinal));
        lock (gate)
        {
            if (!families.TryGetValue(instrument.Name, out var family))
            {
                families[instrument.Name] = family = new Dictionary<string, Series>(StringComparer.Ordinal);
                kinds[instrument.Name] = isHistogram ? "histogram" : isSum ? "counter" : "gauge";
            }

            if (!family.TryGetValue(labels, out var series))
            {
                if (count >= SeriesMax)
                {
                    return;
                }

                count++;
                family[labels] = series = new Series(isHistogram ? new long[Bounds.Length + 1] : null);
            }

            series.Record(value, isSum || isHistogram, Bounds);
        }
    }

    /// <summary>One time series.</summary>
    internal sealed class Series(long[]? buckets)
    {
        public double Value { get; private set; }

        public long Count { get; private set; }

        public long[]? Buckets => buckets;

        public void Record(double value, bool sum, double[] bounds)
        {
            Count++;
            Value = sum ? Value + value : value;
            if (buckets is not null)
            {
                var at = Array.FindIndex(bounds, b => value <= b);
                buckets[at < 0 ? bounds.Length : at]++;
            }
        }
    }

    public static IReadOnlyList<double> BucketBounds => Bounds;
}
