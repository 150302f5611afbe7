using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- start [--times N]</c>: from the start of a process to its first answered request, and the CPU it spent by then;
/// beside them a server that does nothing behind the same door. <c>ESO_DLL=artifacts/eso/eso.dll</c> measures what
/// <c>scripts/eso</c> built ahead of time.
/// </summary>
internal sealed class StartRun(int times)
{
    private static readonly byte[] ListSecrets = LoadLoop.Aws("secretsmanager", "secretsmanager.ListSecrets", "{}");
    private static readonly byte[] Version = Encoding.ASCII.GetBytes("GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    public static Task<int> RunAsync(string[] args) => new StartRun(args.Number("--times", 10)).RunAsync();

    private async Task<int> RunAsync()
    {
        var kubeconfig = Path.Combine(Path.GetTempPath(), "eso-bench.kubeconfig");
        Console.WriteLine("| Command | least ms | median ms | CPU ms, least | CPU ms, median |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        await RowAsync("(a server that does nothing)", () => ServerProcess.SelfAsync("null --port 4796", 4796, witness: false), ListSecrets);
        await RowAsync("eso aws", () => ServerProcess.EsoAsync("aws --port 4799", 4799), ListSecrets);
        await RowAsync(
            "eso kube", () => ServerProcess.EsoAsync($"kube --port 4797 --kube-tls off --kubeconfig {kubeconfig}", 4797), Version);
        return 0;
    }

    private async Task RowAsync(string name, Func<Task<ServerProcess>> start, byte[] request)
    {
        var walls = new List<double>();
        var cpus = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var (wall, cpu) = await StartAsync(start, request);
            walls.Add(wall);
            cpus.Add(cpu);
        }

        walls.Sort();
        cpus.Sort();
        Console.WriteLine($"| {name} | {walls[0]:0} | {walls[times / 2]:0} | {cpus[0]:0} | {cpus[times / 2]:0} |");
    }

    private static async Task<(double Wall, double Cpu)> StartAsync(Func<Task<ServerProcess>> start, byte[] request)
    {
        var began = Stopwatch.GetTimestamp();
        using var server = await start();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.Port);
        await socket.SendAsync(request);
        var answer = new byte[4096];
        var read = await socket.ReceiveAsync(answer);
        var wall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var status = Encoding.ASCII.GetString(answer, 0, Math.Min(read, 12));
        return status == "HTTP/1.1 200"
            ? (wall, server.Cpu.TotalMilliseconds)
            : throw new InvalidOperationException($"port {server.Port} answered: {status}");
    }
}
