using System.Diagnostics;
using Eso.Integration.Soak;

namespace Eso.Benchmarks;

/// <summary><c>-- soak 10m|1h|SECONDS [--seed N]</c>: the soak of tests/Integration/Soak, as long as asked, with the memory after each minute.</summary>
internal static class SoakRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var text = args.Length > 1 ? args[1] : "60";
        var time = text[^1] switch
        {
            'h' => TimeSpan.FromHours(int.Parse(text[..^1])),
            'm' => TimeSpan.FromMinutes(int.Parse(text[..^1])),
            _ => TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'))),
        };
        var soak = new KubeSoak(args.Number("--seed", 1));
        var began = Stopwatch.GetTimestamp();
        var printed = TimeSpan.FromMinutes(-1);
        void Progress(string what)
        {
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (elapsed - printed >= TimeSpan.FromSeconds(30))
            {
                printed = elapsed;
                var live = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
                Console.WriteLine($"{elapsed.TotalSeconds,6:0} s  {what}; {live:0.0} MB live, {Environment.WorkingSet / 1048576.0:0} MB resident");
            }
        }

        var violations = await soak.RunAsync(time, 16_000, Progress);
        printed = TimeSpan.FromMinutes(-1);
        Progress("end");
        Console.WriteLine($"{soak.Requests} requests by 32 clients, {soak.Events} events seen by 12 watchers, {violations.Count} violations");
        foreach (var violation in violations)
        {
            Console.WriteLine(violation);
        }

        return violations.Count == 0 ? 0 : 1;
    }
}
