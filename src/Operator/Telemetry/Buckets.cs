using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>Bounds of histograms, those of the programs whose dashboards we serve.</summary>
internal static class Buckets
{
    /// <summary>controller-runtime's for reconciles.</summary>
    public static readonly double[] Reconcile =
    [
        .005, .01, .025, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .6, .7, .8, .9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5,
        4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ];

    /// <summary>client-go's for work queues: ten nanoseconds to a thousand seconds.</summary>
    public static readonly double[] Queue = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, .01, .1, 1, 10, 100, 1000];

    /// <summary>Prometheus' own.</summary>
    public static readonly double[] Client = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    public static Histogram<double> Histogram(Meter meter, string name, string help, double[] bounds) =>
        meter.CreateHistogram(
            name, null, help, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
