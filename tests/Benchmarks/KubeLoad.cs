using System.Diagnostics;

namespace Eso.Benchmarks;

/// <summary>What a load was answered: how fast, and what it cost both sides.</summary>
internal readonly record struct KubeFigures(double Rate, double P50, double P99, double ServerMicros, double ClientMicros)
{
    public override string ToString() =>
        $"{(Rate < 100 ? $"{Rate:0.0}" : $"{Rate:0}")}; {P50:0.00}, {P99:0.00}; {ServerMicros:0}; {ClientMicros:0}";
}

/// <summary>Callers that each ask again when they were answered, on threads of their own.</summary>
internal static class KubeLoad
{
    /// <summary>Until <paramref name="most"/> calls were made or the time is over, whichever is first.</summary>
    public static KubeFigures Run(
        KubeTarget target, IReadOnlyList<KubeCaller> callers, Action<KubeCaller, int> call, int most, TimeSpan time)
    {
        var next = -1;
        var samples = new List<double>();
        var (server, client) = (target.CpuMilliseconds, OwnCpu);
        var started = Stopwatch.GetTimestamp();
        OnThreads(callers, caller =>
        {
            var own = new List<double>(4096);
            while (Interlocked.Increment(ref next) is var i && i < most && Stopwatch.GetElapsedTime(started) < time)
            {
                var sent = Stopwatch.GetTimestamp();
                call(caller, i);
                own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            lock (samples)
            {
                samples.AddRange(own);
            }
        });
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        samples.Sort();
        return new KubeFigures(
            samples.Count / seconds,
            samples[samples.Count / 2],
            samples[(int)(samples.Count * 0.99)],
            (target.CpuMilliseconds - server) * 1000 / samples.Count,
            (OwnCpu - client) * 1000 / samples.Count);
    }

    /// <summary>One thread for each, until all are done; the first failure is thrown.</summary>
    public static void OnThreads<T>(IEnumerable<T> items, Action<T> work)
    {
        Exception? failure = null;
        var threads = items.Select(item => new Thread(() =>
        {
            try
            {
                work(item);
            }
            catch (Exception e)
            {
                failure ??= e;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (failure is not null)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }

    /// <summary>Processor time of this process, ms.</summary>
    public static double OwnCpu => Environment.CpuUsage.TotalTime.TotalMilliseconds;
}
