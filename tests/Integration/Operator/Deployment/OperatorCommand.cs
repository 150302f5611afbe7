using System.Diagnostics;
using System.Text;
using Eso.Kubernetes.Configuration;

namespace Eso.Integration.Operator.Deployment;

/// <summary>One of the operator's commands as a process of this build; its log is kept for when something goes wrong.</summary>
internal sealed class OperatorCommand : IAsyncDisposable
{
    private readonly StringBuilder log = new();
    private readonly Process process;

    private OperatorCommand(Process process) => this.process = process;

    public string Log
    {
        get
        {
            lock (log)
            {
                return $"{log}{(process.HasExited ? $"\nended with {process.ExitCode}" : "")}";
            }
        }
    }

    public static OperatorCommand Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "eso-operator.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var command = new OperatorCommand(Process.Start(start)!);
        command.process.ErrorDataReceived += command.Keep;
        command.process.OutputDataReceived += command.Keep;
        command.process.BeginErrorReadLine();
        command.process.BeginOutputReadLine();
        return command;
    }

    /// <summary>A kubeconfig file for a process.</summary>
    public static string Kubeconfig(string folder, string name, KubeConnection connection)
    {
        var file = Path.Combine(folder, name);
        var trusted = string.Join('\n', connection.TrustedRoots!.Select(r => r.ExportCertificatePem()));
        File.WriteAllText(file, $$"""
            apiVersion: v1
            kind: Config
            current-context: it
            contexts: [ { name: it, context: { cluster: it, user: it, namespace: {{connection.Namespace}} } } ]
            clusters: [ { name: it, cluster: {
              server: "{{connection.Server}}", certificate-authority-data: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(trusted))}} } } ]
            users: [ { name: it, user: { token: "{{connection.Token}}" } } ]
            """);
        return file;
    }

    /// <summary>Waits for what the processes bring about; fails with all that they have logged.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> reached, params OperatorCommand[] commands)
    {
        var began = Harness.World.Machine.GetTimestamp();
        while (!await reached())
        {
            if (Harness.World.Machine.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"{what} did not come about\n{string.Join("\n---\n", commands.Select(c => c.Log))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Harness.World.Machine);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (log)
        {
            log.AppendLine(line.Data);
        }
    }
}
