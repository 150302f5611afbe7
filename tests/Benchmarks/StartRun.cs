using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- start [--times N]</c>: from the start of a process to its first answered request, the CPU it spent by then, and,
/// in runs of their own, from the entry of its Main (the runtime is up) to that answer; beside them a server that does
/// nothing behind the same door. <c>ESO_DLL=artifacts/eso/eso.dll</c> measures what
/// <c>scripts/eso</c> built ahead of time.
/// </summary>
internal sealed class StartRun(int times)
{
    /// <summary>The variable that names the file into which a started program writes when its Main came.</summary>
    public const string MainFile = "ESO_BENCH_MAIN";

    private static readonly byte[] ListSecrets = LoadLoop.Aws("secretsmanager", "secretsmanager.ListSecrets", "{}");
    private static readonly byte[] Readyz = Encoding.ASCII.GetBytes("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    public static Task<int> RunAsync(string[] args) => new StartRun(args.Number("--times", 10)).RunAsync();

    private async Task<int> RunAsync()
    {
        var kubeconfig = Path.Combine(Path.GetTempPath(), "eso-bench.kubeconfig");
        Console.WriteLine("| Command | least ms | median ms | from Main, least ms | median ms | CPU ms, least | CPU ms, median |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: |");
        await RowAsync(
            "(a server that does nothing)",
            main => ServerProcess.SelfAsync("null --port 4796", 4796, witness: false, main),
            ListSecrets);
        await RowAsync("eso aws", main => ServerProcess.EsoAsync("aws --port 4799", 4799, mainFile: main), ListSecrets);
        var kube = $"kube --port 4797 --kube-tls off --kubeconfig {kubeconfig}";
        await RowAsync("eso kube", main => ServerProcess.EsoAsync(kube, 4797, mainFile: main), Readyz);
        return 0;
    }

    private async Task RowAsync(string name, Func<string?, Task<ServerProcess>> start, byte[] request)
    {
        var walls = new List<double>();
        var cpus = new List<double>();
        var mains = new List<double>();
        var mainFile = Path.GetTempFileName();
        for (var i = 0; i < times; i++)
        {
            var (wall, cpu) = await StartAsync(start, null, request);
            walls.Add(wall);
            cpus.Add(cpu);
            mains.Add((await StartAsync(start, mainFile, request)).Wall);
        }

        File.Delete(mainFile);
        walls.Sort();
        cpus.Sort();
        mains.Sort();
        var half = times / 2;
        Console.WriteLine(
            $"| {name} | {walls[0]:0} | {walls[half]:0} | {mains[0]:0} | {mains[half]:0} | {cpus[0]:0} | {cpus[half]:0} |");
    }

    private static async Task<(double Wall, double Cpu)> StartAsync(
        Func<string?, Task<ServerProcess>> start, string? mainFile, byte[] request)
    {
        var began = Stopwatch.GetTimestamp();
        using var server = await start(mainFile);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.Port);
        await socket.SendAsync(request);
        var answer = new byte[4096];
        var read = await socket.ReceiveAsync(answer);
        var answered = Stopwatch.GetTimestamp();
        // A native program takes no hook: its Main is as good as its start.
        if (mainFile is not null && new FileInfo(mainFile).Length > 0)
        {
            began = long.Parse(await File.ReadAllTextAsync(mainFile), CultureInfo.InvariantCulture);
        }

        var wall = Stopwatch.GetElapsedTime(began, answered).TotalMilliseconds;
        var status = Encoding.ASCII.GetString(answer, 0, Math.Min(read, 12));
        return status == "HTTP/1.1 200"
            ? (wall, server.Cpu.TotalMilliseconds)
            : throw new InvalidOperationException($"port {server.Port} answered: {status}");
    }
}
