using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>Collects what one operator's meter measures, for /metrics.</summary>
internal sealed class Metering : IDisposable
{
    private const int SeriesMax = 400_000;
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly Lock scraping = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private int count;

    public Metering(Meter meter)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            // Several operators may live in one process: each shows its own.
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

    /// <summary>Calls back with every family that has series, in the order of their names.</summary>
    public void Visit(Action<MetricFamily> family)
    {
        lock (scraping)
        {
            lock (gate)
            {
                // Series of objects that are gone must go: what is observed is observed anew.
                foreach (var observed in families.Values.Where(f => f.IsObserved))
                {
                    count -= observed.Series.Count;
                    observed.Series.Clear();
                }
            }

            // Not under the gate: queues are asked under their locks, and tell us of their steps under them, too.
            listener.RecordObservableInstruments();
            lock (gate)
            {
                foreach (var one in families.Values.Where(f => f.Series.Count > 0))
                {
                    family(one);
                }
            }
        }
    }

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (gate)
        {
            if (!families.TryGetValue(instrument.Name, out var family))
            {
                families[instrument.Name] = family = MetricFamily.Of(instrument);
            }

            if (!family.Series.TryGetValue(labels, out var series))
            {
                if (count >= SeriesMax)
                {
                    return;
                }

                count++;
                family.Series[labels] = series = new MetricSeries(family.Bounds);
            }

            series.Record(value, family.IsSum);
        }
    }
}
