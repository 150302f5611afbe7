using System.Diagnostics;
using System.Net.Sockets;

namespace Eso.Benchmarks;

/// <summary>A server in a process of its own, with what it costs the machine.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, int port, TimeSpan ready)
    {
        this.process = process;
        Port = port;
        Ready = ready;
    }

    public int Port { get; }

    /// <summary>From the start of the process to the first accepted connection.</summary>
    public TimeSpan Ready { get; }

    /// <summary>User and system time of all its threads so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public double ResidentMb
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>This build's <c>eso</c>.</summary>
    public static Task<ServerProcess> EsoAsync(string arguments, int port) => StartAsync(
        "dotnet", $"{Environment.GetEnvironmentVariable("ESO_DLL") ?? Path.Combine(AppContext.BaseDirectory, "eso.dll")} {arguments}", port);

    public static async Task<ServerProcess> StartAsync(string program, string arguments, int port)
    {
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var tries = 0; tries < 6_000; tries++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync("127.0.0.1", port);
                return new ServerProcess(process, port, Stopwatch.GetElapsedTime(started));
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }

        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"{program} {arguments} does not listen on port {port}");
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
