using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>All series of one name.</summary>
internal sealed record MetricFamily(string Name, string Help, string Type)
{
    /// <summary>The instrument is asked at every scrape, rather than telling.</summary>
    public bool IsObserved { get; private init; }

    /// <summary>Measurements are added up.</summary>
    public bool IsSum { get; private init; }

    /// <summary>Bounds of a histogram; null for other types.</summary>
    public IReadOnlyList<double>? Bounds { get; private init; }

    /// <summary>By their labels, as written.</summary>
    public Dictionary<string, MetricSeries> Series { get; } = new(StringComparer.Ordinal);

    public static MetricFamily Of(Instrument instrument)
    {
        var name = instrument.Name;
        var help = instrument.Description ?? "";
        return instrument switch
        {
            Histogram<double> h => new MetricFamily(name, help, "histogram")
            {
                Bounds = h.Advice?.HistogramBucketBoundaries ?? Buckets.Client,
                IsSum = true,
            },
            Counter<long> or Counter<double> => new MetricFamily(name, help, "counter") { IsSum = true },
            UpDownCounter<long> => new MetricFamily(name, help, "gauge") { IsSum = true },
            ObservableCounter<double> or ObservableCounter<long> =>
                new MetricFamily(name, help, "counter") { IsObserved = true },
            _ => new MetricFamily(name, help, "gauge") { IsObserved = instrument.IsObservable },
        };
    }
}

/// <summary>One time series.</summary>
internal sealed class MetricSeries(IReadOnlyList<double>? bounds)
{
    private readonly long[]? buckets = bounds is null ? null : new long[bounds.Count + 1];

    public double Value { get; private set; }

    public long Count { get; private set; }

    /// <summary>Measurements by bucket, the last one unbounded; null for what is no histogram.</summary>
    public IReadOnlyList<long>? BucketCounts => buckets;

    public void Record(double value, bool sum)
    {
        Count++;
        Value = sum ? Value + value : value;
        if (buckets is null)
        {
            return;
        }

        var at = 0;
        while (at < bounds!.Count && value > bounds[at])
        {
            at++;
        }

        buckets[at]++;
    }
}
