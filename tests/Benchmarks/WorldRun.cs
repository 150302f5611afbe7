using System.Diagnostics;
using Eso.Emulator.Grounds;

namespace Eso.Benchmarks;

/// <summary>What a whole world costs: the first in a process, and each one after it; memory when idle.</summary>
internal static class WorldRun
{
    public static async Task RunAsync(TimeProvider machine, int worlds)
    {
        var times = new List<double>();
        for (var i = 0; i < worlds; i++)
        {
            var began = machine.GetTimestamp();
            await using var world = await EmbeddedWorld.StartAsync(
                new WorldOptions { Now = WorldOptions.Epoch, Seed = i }, machine, CancellationToken.None);
            times.Add(machine.GetElapsedTime(began).TotalMilliseconds);
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"first world   {times[0],8:0.0} ms (in a process that was only just started)");
        var rest = times.Skip(1).Order().ToList();
        Console.WriteLine($"each after it {rest[rest.Count / 2],8:0.0} ms median, {rest[0]:0.0} least, {rest[^1]:0.0} most, of {rest.Count}");
        Console.WriteLine($"memory        {process.WorkingSet64 / 1048576.0,8:0.0} MB after {worlds} worlds");
    }
}
