namespace Eso.Benchmarks;

/// <summary>
/// <c>-- start [--times N]</c>: from the start of a process to its first accepted connection, and the CPU it spent by
/// then. <c>ESO_DLL=artifacts/eso/eso.dll</c> measures what <c>scripts/eso</c> built ahead of time.
/// </summary>
internal static class StartRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var times = args.Number("--times", 10);
        var kubeconfig = Path.Combine(Path.GetTempPath(), "eso-bench.kubeconfig");
        Console.WriteLine("| Command | least ms | median ms | CPU ms, least |");
        Console.WriteLine("| --- | --: | --: | --: |");
        await RowAsync("eso aws", "aws --port 4799", 4799, times);
        await RowAsync("eso kube", $"kube --port 4797 --kubeconfig {kubeconfig}", 4797, times);
        return 0;
    }

    private static async Task RowAsync(string name, string arguments, int port, int times)
    {
        var walls = new List<double>();
        var cpus = new List<double>();
        for (var i = 0; i < times; i++)
        {
            using var server = await ServerProcess.EsoAsync(arguments, port);
            cpus.Add(server.Cpu.TotalMilliseconds);
            walls.Add(server.Ready.TotalMilliseconds);
        }

        walls.Sort();
        Console.WriteLine($"| {name} | {walls[0]:0} | {walls[walls.Count / 2]:0} | {cpus.Min():0} |");
    }
}
