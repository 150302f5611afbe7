using System.Diagnostics;
using System.Net.Sockets;

namespace Eso.Benchmarks;

/// <summary>A server in a process of its own, with what it costs the machine.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;
    private readonly bool witness;
    private TaskCompletionSource<GcReport>? asked;

    private ServerProcess(Process process, int port, TimeSpan ready, bool witness)
    {
        this.witness = witness;
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

    /// <summary>This build's <c>eso</c>, or the one that ESO_DLL names: what dotnet runs, or a native program.</summary>
    public static Task<ServerProcess> EsoAsync(
        string arguments, int port, bool witness = false, string? mainFile = null) =>
        EsoIsNative
            ? StartAsync(EsoDll, arguments, port)
            : StartAsync("dotnet", $"{EsoDll} {arguments}", port, witness, mainFile);

    /// <summary>Whether eso is a native program, which takes no witness inside.</summary>
    public static bool EsoIsNative => !EsoDll.EndsWith(".dll", StringComparison.Ordinal);

    /// <summary>This program itself, in another of its modes.</summary>
    public static Task<ServerProcess> SelfAsync(
        string arguments, int port, bool witness = true, string? mainFile = null) =>
        StartAsync("dotnet", $"{OwnDll} {arguments}", port, witness, mainFile);

    private static string EsoDll =>
        Environment.GetEnvironmentVariable("ESO_DLL") ?? Path.Combine(AppContext.BaseDirectory, "eso.dll");

    private static string OwnDll => Path.Combine(AppContext.BaseDirectory, "Eso.Benchmarks.dll");

    /// <param name="program">What to start.</param>
    /// <param name="arguments">With which arguments.</param>
    /// <param name="port">Where it will listen.</param>
    /// <param name="witness">With a <see cref="GcWitness"/> inside, for .NET's programs.</param>
    /// <param name="mainFile">Where it writes when the runtime was up and Main came next; null: nowhere.</param>
    public static async Task<ServerProcess> StartAsync(
        string program, string arguments, int port, bool witness = false, string? mainFile = null)
    {
        var how = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (witness || mainFile is not null)
        {
            how.Environment["DOTNET_STARTUP_HOOKS"] = OwnDll;
            how.Environment[StartRun.MainFile] = mainFile ?? "";
        }

        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(how)!;
        ServerProcess? made = null;
        process.OutputDataReceived += (_, line) =>
        {
            if (GcReport.Of(line.Data) is { } report)
            {
                made?.asked?.TrySetResult(report);
            }
        };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var tries = 0; tries < 30_000; tries++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync("127.0.0.1", port);
                return made = new ServerProcess(process, port, Stopwatch.GetElapsedTime(started), witness);
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"{program} {arguments} does not listen on port {port}");
    }

    /// <summary>What its garbage collector did since this was last asked; untold by those started without a witness.</summary>
    public Task<GcReport> GcAsync()
    {
        if (!witness)
        {
            return Task.FromResult(GcReport.Untold);
        }

        asked = new TaskCompletionSource<GcReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.StandardInput.WriteLine();
        return asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);

        // Its port must not answer for the next one.
        process.WaitForExit();
        process.Dispose();
    }
}
