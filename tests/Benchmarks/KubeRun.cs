using System.Diagnostics;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- kube [--objects N] [--seconds N] [--watchers N] [--updates N] [--hold N] [--http1] [--gc] [--only ROW,ROW]</c>:
/// creations, reads, lists, watches, patches and applies of Secrets over TLS, on <c>eso kube</c> and, where
/// <c>KUBEBUILDER_ASSETS</c> has them, on a real etcd and kube-apiserver, by the same client.
/// </summary>
internal sealed class KubeRun(string[] args)
{
    private const string Units = "per second; p50, p99 ms; server CPU µs; client CPU µs";
    private const int WatchConnections = 10;
    private const int Warmed = 200;
    private const int Alone = 100;
    private readonly int objects = args.Number("--objects", 10_000);
    private readonly int workers = args.Number("--connections", 16);
    private readonly TimeSpan time = TimeSpan.FromSeconds(args.Number("--seconds", 5));
    private readonly TimeSpan warm = TimeSpan.FromSeconds(args.Number("--warm", 2));
    private readonly int watchers = args.Number("--watchers", 1_000);
    private readonly int updates = args.Number("--updates", 1_000);
    private readonly int hold = args.Number("--hold", 100_000);
    private readonly bool http2 = !args.Contains("--http1");
    private readonly bool gc = args.Contains("--gc");
    private readonly string[]? only = args.SkipWhile(a => a != "--only").Skip(1).FirstOrDefault()?.Split(',');
    private readonly KubeTable table = new();

    public async Task<int> RunAsync()
    {
        using (var eso = await KubeTarget.EsoAsync(gc))
        {
            await MeasureAsync(eso);
        }

        if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets)
        {
            using var real = await KubeTarget.RealAsync(assets);
            await MeasureAsync(real);
        }

        Console.WriteLine($"\n{workers} callers, TLS, HTTP/{(http2 ? "2" : "1.1")} (watches: HTTP/2, {WatchConnections} connections) and tokens, "
            + $"{Environment.ProcessorCount} cores shared with the client");
        table.Print();
        return 0;
    }

    private async Task MeasureAsync(KubeTarget target)
    {
        table.Begin(target.Name);
        await ReadyAsync(target);
        table.Row("accepts after, ms", $"{target.Processes[0].Ready.TotalMilliseconds:0}");
        var empty = target.ResidentMb;
        var callers = Enumerable.Range(0, workers).Select(_ => target.Call(http2)).ToList();
        callers[0].Ask(new KubeCall("POST", "/api/v1/namespaces", """{"metadata":{"name":"warm"}}"""));
        Load(target, callers, new KubeSecrets("warm", objects), shown: false);
        callers[0].Ask(new KubeCall("DELETE", "/api/v1/namespaces/warm/secrets"));
        await SettledAsync(target);
        Load(target, callers, new KubeSecrets("default", objects), shown: true);
        if (IsWanted("watch"))
        {
            Watch(target, callers[0]);
        }

        if (IsWanted("hold"))
        {
            var secrets = new KubeSecrets("default", hold);
            var next = IsWanted("create") ? objects - 1 : -1;
            KubeLoad.OnThreads(callers, caller =>
            {
                while (Interlocked.Increment(ref next) is var i && i < hold)
                {
                    secrets.Create(caller, i);
                }
            });
            table.Row($"resident with {hold} Secrets of 1 KiB, MB (empty {empty:0})", $"{target.ResidentMb:0}");
        }

        callers.ForEach(c => c.Dispose());
    }

    // What the deletion leaves to be done would be counted with the first row.
    private static async Task SettledAsync(KubeTarget target)
    {
        var look = TimeSpan.FromMilliseconds(250);
        var before = 0.0;
        for (var looks = 0; looks < 40 && target.CpuMilliseconds - before > look.TotalMilliseconds / 10; looks++)
        {
            before = target.CpuMilliseconds;
            await Task.Delay(look, TimeProvider.System);
        }
    }

    private bool IsWanted(string row) => only is null || only.Contains(row);

    private static async Task ReadyAsync(KubeTarget target)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var caller = target.Call();
                caller.Ask(new KubeCall("GET", "/api/v1/namespaces/default"));
                return;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException && tries < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    // The same twice: so that both servers know the code of each row before it is measured.
    private void Load(KubeTarget target, List<KubeCaller> callers, KubeSecrets secrets, bool shown)
    {
        (string Name, Action<KubeCaller, int> Call, int Most, int Callers)[] rows =
        [
            ("create", secrets.Create, objects, workers),
            ("get", secrets.Get, int.MaxValue, workers),
            ("merge patch", secrets.Patch, int.MaxValue, workers),
            ("server-side apply", secrets.Apply, int.MaxValue, workers),
            ($"list {objects}", secrets.List, int.MaxValue, 1),
            ("list pages of 500", secrets.Pages, int.MaxValue, 1),
        ];
        foreach (var row in rows)
        {
            if (!IsWanted(row.Name) && (row.Name != "create" || only!.All(o => o is "hold" or "watch")))
            {
                continue;
            }

            var limit = row.Most == int.MaxValue ? shown ? time : warm : TimeSpan.MaxValue;
            _ = gc && shown && target.Processes is [var own] ? own.GcAsync().GetAwaiter().GetResult() : default;
            var figures = KubeLoad.Run(target, callers[..row.Callers], row.Call, row.Most, limit);
            if (shown)
            {
                table.Row($"{row.Name}: {Units}", figures.ToString(), (figures.Rate, figures.P50));
                Console.WriteLine(gc && target.Processes is [var server] ? $"    {server.GcAsync().GetAwaiter().GetResult()}" : "");
            }
        }
    }

    // Every watcher must see every update; the clock runs until the last of them has.
    private void Watch(KubeTarget target, KubeCaller writer)
    {
        const string watched = "/api/v1/namespaces/default/configmaps";
        writer.Ask(new KubeCall("POST", watched, """{"metadata":{"name":"watched"},"data":{"n":"-1"}}"""));
        var before = target.ResidentMb;
        var connections = Enumerable.Range(0, WatchConnections).Select(_ => target.Watch()).ToList();
        var each = watchers / WatchConnections;
        connections.ForEach(c => c.Watch(watched + "?watch=true&fieldSelector=metadata.name%3Dwatched", each));
        KubeLoad.OnThreads(connections, c => c.Count(1));
        table.Row($"memory of an idle watcher, KiB (of {watchers})", $"{(target.ResidentMb - before) * 1024 / watchers:0.0}");

        KubeCall Update(int i) => new("PATCH", watched + "/watched", $$$"""{"data":{"n":"{{{i}}}"} }""", KubeCall.Merge);
        var seen = OneByOne(connections, i => writer.Ask(Update(-i - 2)));
        table.Row($"one update to all {watchers} watchers: p50, p99 ms", $"{seen[Alone / 2]:0.0}, {seen[(int)(Alone * 0.99)]:0.0}",
            (1 / seen[Alone / 2], seen[Alone / 2]));

        var (server, client) = (target.CpuMilliseconds, KubeLoad.OwnCpu);
        var started = Stopwatch.GetTimestamp();
        var all = Task.Run(() => KubeLoad.OnThreads(connections, c => c.Count(updates + Warmed + Alone + 1)));
        for (var i = 0; i < updates; i++)
        {
            writer.Ask(Update(i));
        }

        var wrote = Stopwatch.GetElapsedTime(started).TotalSeconds;
        all.GetAwaiter().GetResult();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var events = connections.Sum(c => c.Lines) - ((Warmed + Alone + 1.0) * watchers);
        table.Row(
            $"{watchers} watchers × {updates} updates: events per second; all written s, all seen s; server, client CPU µs per event",
            $"{events / seconds:0}; {wrote:0.0}, {seconds:0.0}; {(target.CpuMilliseconds - server) * 1000 / events:0.0}, "
                + $"{(KubeLoad.OwnCpu - client) * 1000 / events:0.0}",
            (events / seconds, 0));
        connections.ForEach(c => c.Dispose());
    }

    /// <summary>One update after the other, each when the last has been seen everywhere; sorted ms of those timed.</summary>
    private static List<double> OneByOne(List<Http2Caller> connections, Action<int> update)
    {
        var seen = new List<double>();
        using var round = new Barrier(connections.Count + 1);
        var counting = Task.Run(() => KubeLoad.OnThreads(connections, c =>
        {
            try
            {
                for (var i = 0; i < Warmed + Alone; i++)
                {
                    c.Count(i + 2);
                    round.SignalAndWait();
                }
            }
            catch
            {
                round.RemoveParticipant();
                throw;
            }
        }));
        for (var i = 0; i < Warmed + Alone; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            update(i);
            round.SignalAndWait();
            if (i >= Warmed)
            {
                seen.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        }

        counting.GetAwaiter().GetResult();
        seen.Sort();
        return seen;
    }
}
