using System.Diagnostics;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- kube [--objects N] [--seconds N] [--watchers N] [--updates N] [--hold N]</c>: creations, reads, lists, watches,
/// patches and applies of Secrets over TLS and HTTP/2, on <c>eso kube</c> and, where <c>KUBEBUILDER_ASSETS</c> has them,
/// on a real etcd and kube-apiserver, by the same client.
/// </summary>
internal sealed class KubeRun(string[] args)
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Watched = "/api/v1/namespaces/default/configmaps";
    private readonly int objects = args.Number("--objects", 10_000);
    private readonly int workers = args.Number("--connections", 16);
    private readonly TimeSpan time = TimeSpan.FromSeconds(args.Number("--seconds", 5));
    private readonly int watchers = args.Number("--watchers", 1_000);
    private readonly int updates = args.Number("--updates", 1_000);
    private readonly int hold = args.Number("--hold", 100_000);
    private readonly Dictionary<string, List<string>> rows = [];
    private readonly Dictionary<string, List<(double Rate, double P50)>> rates = [];
    private readonly List<string> names = [];

    public async Task<int> RunAsync()
    {
        using (var eso = await KubeTarget.EsoAsync())
        {
            await MeasureAsync(eso);
        }

        if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets)
        {
            using var real = await KubeTarget.RealAsync(assets);
            await MeasureAsync(real);
        }

        Console.WriteLine();
        Console.WriteLine($"{workers} callers, TLS, HTTP/2 and tokens, {Environment.ProcessorCount} cores shared with the client");
        var beside = names.Count > 1 ? " | Times the throughput, times the latency at p50" : "";
        Console.WriteLine($"| Measured | {string.Join(" | ", names)}{beside} |");
        Console.WriteLine($"| --- |{string.Concat(names.Select(_ => " --: |"))}{(names.Count > 1 ? " --: |" : "")}");
        foreach (var (row, cells) in rows)
        {
            var ratio = rates.TryGetValue(row, out var measured) && measured.Count > 1
                ? $" | {measured[0].Rate / measured[1].Rate:0.0} ×, {(measured[0].P50 > 0 ? $"{measured[1].P50 / measured[0].P50:0.0} ×" : "-")}"
                : names.Count > 1 ? " | " : "";
            Console.WriteLine($"| {row} | {string.Join(" | ", cells)}{ratio} |");
        }

        return 0;
    }

    private async Task MeasureAsync(KubeTarget target)
    {
        names.Add(target.Name);
        for (var tries = 0; ; tries++)
        {
            using var ready = await target.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default");
            if (ready.IsSuccessStatusCode)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            _ = tries < 600 ? 0 : throw new TimeoutException("the server has no namespace default");
        }

        Row("accepts after, ms", $"{target.Processes[0].Ready.TotalMilliseconds:0}");
        var empty = target.ResidentMb;
        await LoadAsync(target, "create", objects, i => target.ReadAsync(HttpMethod.Post, Secrets, Secret(i)));
        await LoadAsync(target, "get", int.MaxValue, i => target.ReadAsync(HttpMethod.Get, $"{Secrets}/s{i % objects}"));
        var merge = """{"metadata":{"annotations":{"bench":"@"}}}""";
        await LoadAsync(target, "merge patch", int.MaxValue, i => target.ReadAsync(
            HttpMethod.Patch, $"{Secrets}/s{i % objects}", Bytes(merge.Replace("@", $"{i}", StringComparison.Ordinal)), "application/merge-patch+json"));
        await LoadAsync(target, "server-side apply", int.MaxValue, i => target.ReadAsync(
            HttpMethod.Patch, $"{Secrets}/s{i % objects}?fieldManager=bench&force=true", Applied(i % objects, i), "application/apply-patch+yaml"));
        await LoadAsync(target, $"list {objects}", int.MaxValue, _ => target.ReadAsync(HttpMethod.Get, Secrets), callers: 1);
        await LoadAsync(target, "list pages of 500", int.MaxValue, _ => PagesAsync(target), callers: 1);
        await WatchAsync(target);
        await HoldAsync(target, empty);
    }

    private async Task LoadAsync(KubeTarget target, string name, int most, Func<int, Task> call, int? callers = null)
    {
        var next = -1;
        var samples = new List<double>();
        var cpu = target.CpuMilliseconds;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers ?? workers).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Interlocked.Increment(ref next) is var i && i < most
                && (most != int.MaxValue || Stopwatch.GetElapsedTime(started) < time))
            {
                var sent = Stopwatch.GetTimestamp();
                await call(i);
                own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            lock (samples)
            {
                samples.AddRange(own);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        samples.Sort();
        var each = (target.CpuMilliseconds - cpu) * 1000 / samples.Count;
        Row($"{name}: per second; p50, p99 ms; server CPU µs", $"{samples.Count / seconds:0}; {samples[samples.Count / 2]:0.00}, "
            + $"{samples[(int)(samples.Count * 0.99)]:0.00}; {each:0}", samples.Count / seconds, samples[samples.Count / 2]);
    }

    private async Task PagesAsync(KubeTarget target)
    {
        var more = "";
        do
        {
            using var answer = await target.SendAsync(HttpMethod.Get, $"{Secrets}?limit=500{more}");
            using var page = await System.Text.Json.JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            more = page.RootElement.GetProperty("metadata").TryGetProperty("continue", out var token) && token.GetString() is { Length: > 0 } text
                ? "&continue=" + Uri.EscapeDataString(text)
                : "";
        }
        while (more.Length > 0);
    }

    // Every watcher must see every update; the clock runs until the last of them has.
    private async Task WatchAsync(KubeTarget target)
    {
        await target.ReadAsync(HttpMethod.Post, Watched, Bytes("""{"metadata":{"name":"watched"},"data":{"n":"-1"}}"""));
        var before = target.ResidentMb;
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < watchers; i++)
        {
            streams.Add(await target.SendAsync(HttpMethod.Get, Watched + "?watch=true&fieldSelector=metadata.name%3Dwatched"));
        }

        var counted = streams.Select(s => CountAsync(s, updates + 1)).ToArray();
        Row($"memory of an idle watcher, KiB (of {watchers})", $"{(target.ResidentMb - before) * 1024 / watchers:0.0}");
        var cpu = target.CpuMilliseconds;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < updates; i++)
        {
            await target.ReadAsync(HttpMethod.Patch, Watched + "/watched", Bytes($$$"""{"data":{"n":"{{{i}}}"}}"""), "application/merge-patch+json");
        }

        var wrote = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var seen = (await Task.WhenAll(counted)).Sum() - watchers;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Row($"{watchers} watchers × {updates} updates: events per second; all written s, all seen s; server CPU µs per event",
            $"{seen / seconds:0}; {wrote:0.0}, {seconds:0.0}; {(target.CpuMilliseconds - cpu) * 1000 / seen:0.0}", seen / seconds);
        streams.ForEach(s => s.Dispose());
    }

    private static async Task<long> CountAsync(HttpResponseMessage answer, int until)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        var seen = 0L;
        while (seen < until)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                break;
            }

            seen += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return seen;
    }

    private async Task HoldAsync(KubeTarget target, double empty)
    {
        var next = objects - 1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < hold)
            {
                await target.ReadAsync(HttpMethod.Post, Secrets, Secret(i));
            }
        })));
        Row($"resident with {Math.Max(hold, objects)} Secrets of 1 KiB, MB (empty {empty:0})", $"{target.ResidentMb:0}");
    }

    private static byte[] Secret(int i) => Bytes(
        $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s{{{i}}}"},"data":{"value":"{{{Convert.ToBase64String(Value(i))}}}"}}""");

    private static byte[] Applied(int i, int round) => Bytes(
        $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s{{{i}}}","labels":{"round":"r{{{round}}}"}},"stringData":{"applied":"{{{round}}}"}}""");

    private static byte[] Value(int i)
    {
        var value = new byte[768];
        new Random(i).NextBytes(value);
        return value;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private void Row(string name, string value, double rate = 0, double p50 = 0)
    {
        if (rate > 0)
        {
            (rates.TryGetValue(name, out var known) ? known : rates[name] = []).Add((rate, p50));
        }

        if (!rows.TryGetValue(name, out var cells))
        {
            rows[name] = cells = [];
        }

        cells.Add(value);
        Console.WriteLine($"{names[^1]}: {name}: {value}");
    }
}
