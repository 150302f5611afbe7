using System.CommandLine;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso envtest-assets DIR</c>: writes executables <c>kube-apiserver</c> and <c>etcd</c>, so that a test suite built on
/// envtest runs on this server with <c>KUBEBUILDER_ASSETS=DIR</c>. They are small scripts that start this very tool.
/// </summary>
internal static class EnvtestAssetsCommand
{
    private static readonly Argument<string> Folder = new("dir") { Description = "Folder to write kube-apiserver and etcd to" };

    public static Command Make()
    {
        var command = new Command("envtest-assets", "Write executables kube-apiserver and etcd for envtest (KUBEBUILDER_ASSETS)") { Folder };
        command.SetAction(parsed => Run(parsed.GetValue(Folder)!));
        return command;
    }

    private static int Run(string folder)
    {
        try
        {
            var full = Directory.CreateDirectory(folder).FullName;
            Write(Path.Combine(full, "kube-apiserver"), "kube-apiserver");
            Write(Path.Combine(full, "etcd"), "etcd");
            Console.WriteLine($"export KUBEBUILDER_ASSETS={full}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"the assets cannot be written to {folder}: {e.Message}");
        }
    }

    private static void Write(string path, string command)
    {
        // exec: the signals and the process id that envtest knows are then the tool's own.
        var fresh = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllText(fresh, $"#!/bin/sh\nexec {Tool()} {command} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>How this process was started: by its own executable, or by dotnet with a library.</summary>
    private static string Tool()
    {
        var process = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"{Quoted(process)} {Quoted(Path.Combine(AppContext.BaseDirectory, "eso.dll"))}"
            : Quoted(process);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
