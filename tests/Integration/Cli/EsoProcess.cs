using System.Diagnostics;
using System.Text;
using Eso.Emulator.Cli;

namespace Eso.Integration.Cli;

/// <summary>The built tool as its own process; with ESO_PROGRAM the program that it names, which may be a native one.</summary>
internal sealed class EsoProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder error = new();

    private EsoProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public StreamReader Output => process.StandardOutput;

    public string Error
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    public static EsoProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <param name="environment">Variables besides this process's own.</param>
    public static EsoProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("ESO_PROGRAM")
            ?? Path.Combine(Path.GetDirectoryName(typeof(UpCommand).Assembly.Location)!, "eso.dll");
        var managed = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(managed ? "dotnet" : program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        // The sockets and pipes of a killed process's diagnostics would stay behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        if (managed)
        {
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var started = new EsoProcess(Process.Start(start)!);
        started.process.ErrorDataReceived += (_, line) =>
        {
            lock (started.error)
            {
                started.error.AppendLine(line.Data);
            }
        };
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs to the end; exit code, standard output and error.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="RunAsync(string[])"/>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var eso = Start(environment, arguments);
        var output = await eso.Output.ReadToEndAsync();
        return (await eso.EndAsync(), output, eso.Error);
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();

    /// <summary>Sends SIGKILL and waits for the end.</summary>
    public Task KillAsync()
    {
        process.Kill();
        return process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
