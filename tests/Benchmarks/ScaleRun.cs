using System.Diagnostics;
using System.Globalization;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;

namespace Eso.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project tests/Benchmarks -- scale [objects]</c>: many ExternalSecrets over as many remote
/// secrets on the embedded world, all on this machine over real sockets. First with the operator as a process of its own
/// (time, processor, memory), then inside on a manual clock (calls, rest, newcomers, throttling). Prints a table.
/// </summary>
internal sealed class ScaleRun(int objects)
{
    private const int Throttled = 2000;
    private const int Newcomers = 100;
    private readonly int objects = objects;
    private readonly List<(string What, string Found, string Limit)> rows = [];

#pragma warning disable RS0030 // The machine's clock measures; the world's may be manual.
    private static TimeProvider Machine => TimeProvider.System;
#pragma warning restore RS0030

    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args.Where(a => a.All(char.IsAsciiDigit)).ToList();
        var run = new ScaleRun(numbers.Count > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 10_000);
        var parts = args.Except(numbers).ToList();
        if (parts.Count == 0 || parts.Contains("apart"))
        {
            await run.ApartAsync(args.Contains("hold"));
        }

        if (parts.Count == 0 || parts.Contains("inside"))
        {
            await run.InsideAsync();
        }

        if (parts.Count == 0 || parts.Contains("throttled"))
        {
            await run.ThrottledAsync();
        }

        Console.WriteLine($"\n{run.objects} ExternalSecrets over {run.objects} secrets, {Environment.ProcessorCount} cores\n");
        Console.WriteLine("| what | found | wanted |\n| --- | --- | --- |");
        run.rows.ForEach(r => Console.WriteLine($"| {r.What} | {r.Found} | {r.Limit} |"));
        return 0;
    }

    private async Task ApartAsync(bool hold)
    {
        await using var scale = await ScaleWorld.StartAsync(new WorldOptions { ClockMode = ClockMode.Real }, false, Machine);
        await scale.FillAsync(objects);
        scale.Forget();
        using var own = Process.GetCurrentProcess();
        var before = own.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        using var apart = new OperatorProcess(scale.World);
        if (hold)
        {
            Console.WriteLine($"operator is process {apart.Id}");
        }

        await UntilAsync(() => scale.StatusWrites >= objects);
        var elapsed = clock.Elapsed;
        var cpu = apart.Cpu;
        own.Refresh();
        var world = own.TotalProcessorTime - before;
        Row("first sync of all (start of the process included)", $"{elapsed.TotalSeconds:0.0} s", "20 s");
        Row("· processor time of the operator", $"{cpu.TotalSeconds:0.0} s, {cpu.TotalMilliseconds / objects:0.00} ms a sync", "");
        Row("· processor time of API server and AWS", $"{world.TotalSeconds:0.0} s, {world.TotalMilliseconds / objects:0.00} ms a sync", "");
        Row("· requests to the API server", Text(scale.Writes), "");
        Row("· calls to AWS", Text(scale.Calls), "");
        await EventsWrittenAsync(scale);
        await Task.Delay(TimeSpan.FromSeconds(5), Machine);
        Row("· operator's memory, at most", $"{apart.PeakMiB:0} MiB", "200 MB");
        Row("· operator's memory afterwards", $"{apart.ResidentMiB:0} MiB", "200 MB");
    }

    private async Task InsideAsync()
    {
        await using var scale = await ScaleWorld.StartAsync(new WorldOptions { Now = WorldOptions.Epoch }, false, Machine);
        await scale.FillAsync(objects);
        scale.Forget();
        await scale.World.StartOperatorAsync(CancellationToken.None);
        await UntilAsync(() => scale.StatusWrites >= objects);
        await EventsWrittenAsync(scale);

        scale.Forget();
        var cost = Cost.Begin();
        await scale.World.Clock.AdvanceAsync(TimeSpan.FromHours(1));
        Row("one refresh of all", Text(scale.Calls), $"{objects / 10} calls");
        Row("· writes", $"{scale.WriteCount}", "0");
        Row("· operator, servers and clock together", cost.Each(objects), "");

        scale.Forget();
        cost = Cost.Begin();
        await scale.World.Clock.AdvanceAsync(TimeSpan.FromHours(10));
        Row("ten hours at rest: writes to the API server", $"{scale.WriteCount}", "0");
        Row("· its other requests (watches that end and begin)", $"{scale.Writes.Sum(w => w.Value)}", "");
        Row("· calls to AWS", Text(scale.Calls), "");
        Row("· operator, servers and clock together", cost.Each(objects * 10), "");
        await NewcomersAsync(scale);
    }

    /// <summary>Objects created while everything else is being refreshed; the time to the Secret, as a watcher sees it.</summary>
    private async Task NewcomersAsync(ScaleWorld scale)
    {
        for (var i = 0; i < Newcomers; i++)
        {
            await scale.RemoteAsync($"new/{i}", i, CancellationToken.None);
        }

        // An operator that was away for two hours finds all of them due in one moment.
        await scale.World.StopOperatorAsync(CancellationToken.None);
        await scale.World.Clock.AdvanceAsync(TimeSpan.FromHours(2));
        scale.Forget();
        // From now on: the ten thousand Secrets there are would keep this watcher busy for longer than the refresh takes.
        var now = await scale.Client.GetPathAsync("/api/v1/namespaces/default/secrets?limit=1", CancellationToken.None);
        using var watch = await scale.Client.WatchAsync(
            CoreTypes.Secret,
            "default",
            new WatchOptions { ResourceVersion = now.ResourceVersion(), Timeout = TimeSpan.FromHours(20) },
            CancellationToken.None);
        await scale.World.StartOperatorAsync(CancellationToken.None);
        var refresh = scale.World.Clock.SettleAsync();
        var began = new Dictionary<string, long>(StringComparer.Ordinal);
        var took = new List<double>();
        var reading = ReadAsync();
        var cost = Cost.Begin();
        var ended = refresh.ContinueWith(_ => cost.Each(objects), TaskScheduler.Default);
        var amid = 0;
        for (var i = 0; i < Newcomers; i++)
        {
            amid += refresh.IsCompleted ? 0 : 1;
            lock (began)
            {
                began[$"n{i}"] = Stopwatch.GetTimestamp();
            }

            await scale.CreateAsync($"n{i}", $"new/{i}", CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(4), Machine);
        }

        await reading;
        Row("refresh of all in one moment, after a restart", Text(scale.Calls), "");
        Row("· operator, servers and clock together", await ended, "");
        // Those that came after its end would make the figure better than it is.
        took = [.. took.Take(amid).Order()];
        Row(
            $"{amid} new objects amid that refresh: until their Secret is there",
            $"p50 {took[took.Count / 2]:0} ms, p99 {took[(took.Count * 99 / 100) - 1]:0} ms, at most {took[^1]:0} ms",
            "p99 200 ms");

        async Task ReadAsync()
        {
            while (took.Count < Newcomers && await watch.FillAsync(CancellationToken.None))
            {
                while (watch.TryNext(out var line))
                {
                    var name = Eso.Kubernetes.Informers.CachedObject.From(line.Object)?.Name ?? "";
                    lock (began)
                    {
                        if (line.Type == "ADDED" && began.TryGetValue(name, out var at))
                        {
                            took.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                        }
                    }
                }

                watch.Handled();
            }
        }
    }

    /// <summary>Parameter Store at AWS's default rate of 40 calls a second, on the world's clock.</summary>
    private async Task ThrottledAsync()
    {
        await using var scale = await ScaleWorld.StartAsync(new WorldOptions { Now = WorldOptions.Epoch }, true, Machine);
        await scale.FillAsync(Throttled);
        scale.Forget();
        scale.World.Aws.Quotas.Mode = QuotaMode.Aws;
        var began = scale.World.Clock.GetUtcNow();
        await scale.World.StartOperatorAsync(CancellationToken.None);
        await scale.World.Clock.SettleAsync();
        while (scale.StatusWrites < Throttled && scale.World.Clock.GetUtcNow() - began < TimeSpan.FromMinutes(30))
        {
            await scale.World.Clock.AdvanceAsync(TimeSpan.FromMilliseconds(250));
        }

        const double Ideal = Throttled / 10 / 40.0;
        var took = scale.World.Clock.GetUtcNow() - began;
        var synced = scale.Writes.GetValueOrDefault("POST secrets");
        Row($"{Throttled} parameters at 40 calls a second: all synced after (world's time)", $"{took.TotalSeconds:0.0} s, {synced} synced", $"{Ideal * 1.5:0.0} s");
        Row("· calls to AWS", Text(scale.Calls), $"{Throttled / 10} and few refused");
    }

    private async Task UntilAsync(Func<bool> reached)
    {
        var clock = Stopwatch.StartNew();
        while (!reached() && clock.Elapsed < TimeSpan.FromMinutes(5))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Machine);
        }
    }

    /// <summary>Events trail behind: wait until no more are written.</summary>
    private async Task EventsWrittenAsync(ScaleWorld scale)
    {
        var clock = Stopwatch.StartNew();
        await UntilAsync(() => scale.Writes.GetValueOrDefault("POST events") >= objects || clock.Elapsed > TimeSpan.FromMinutes(1));
        Row("· all events written", $"{clock.Elapsed.TotalSeconds:0.0} s later", "");
    }

    private static string Text(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key}"));

    private void Row(string what, string found, string limit)
    {
        rows.Add((what, found, limit));
        Console.WriteLine($"{what,-70} {found}");
    }

    /// <summary>Real time and processor time since a moment.</summary>
    private sealed record Cost(long Began, TimeSpan Cpu)
    {
        public static Cost Begin() => new(Stopwatch.GetTimestamp(), Used());

        public string Each(int count)
        {
            var cpu = Used() - Cpu;
            var real = Stopwatch.GetElapsedTime(Began);
            return $"{real.TotalSeconds:0.0} s, {cpu.TotalSeconds:0.0} s of processor, {cpu.TotalMicroseconds / count:0} µs each";
        }

        private static TimeSpan Used()
        {
            using var own = Process.GetCurrentProcess();
            return own.TotalProcessorTime;
        }
    }
}
