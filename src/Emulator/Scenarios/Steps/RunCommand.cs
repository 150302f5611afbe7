using System.Diagnostics;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Runs a command beside the world, with its endpoints, credentials and kubeconfig in the environment. Only with --allow-commands.")]
internal sealed record RunCommand : Step
{
    private const int OutputMax = 1024 * 1024;

    [About("The program and its arguments.")]
    [ShortForm]
    public required IReadOnlyList<string> Command { get; init; }

    [About("The exit code it must have.")]
    public int Exit { get; init; }

    [About("A text its output must contain.")]
    public string? Contains { get; init; }

    [About("How long it may take, in real time.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    [About("A variable to keep its output in, without the line end.")]
    public string? SaveOutput { get; init; }

    public override string Describe() => Command.Count > 0 ? Command[0] : "";

    public override string? Problem(string folder) => Command.Count == 0 || Command[0].Length == 0 ? "runCommand needs a program" : null;

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        if (!context.AllowCommands)
        {
            throw new ScenarioError(context.At, $"the scenario would run '{Command[0]}'; commands run only with --allow-commands");
        }

        // A folder of its own: worlds run side by side, and the file holds the administrator's key.
        var folder = Directory.CreateTempSubdirectory("eso-command-");
        var kubeconfig = Path.Combine(folder.FullName, "kubeconfig");
        try
        {
            var (code, output) = await ProcessAsync(context, kubeconfig, cancel);
            if (code != Exit || (Contains is not null && !output.Contains(Contains, StringComparison.Ordinal)))
            {
                throw new ExpectationFailed(
                    code != Exit ? $"{Command[0]} ended with {code} instead of {Exit}" : $"the output of {Command[0]} lacks the expected text",
                    output.Split('\n').TakeLast(20).Select(l => new ComparedRow("output", null, context.ShowValues ? l : $"({l.Length} characters)")).ToList());
            }

            context.Save(SaveOutput, output.TrimEnd('\n', '\r'));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<(int Code, string Output)> ProcessAsync(StepContext context, string kubeconfig, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Command[0], Command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = context.Folder,
        };
        foreach (var (name, value) in context.Ground.CommandEnvironment)
        {
            start.Environment[name] = value;
        }

        if (context.Ground.CommandKubeconfig is { } text)
        {
            Cli.KubeconfigFile.Write(kubeconfig, text);
            start.Environment["KUBECONFIG"] = kubeconfig;
        }

        using var limit = new CancellationTokenSource(Timeout, context.Machine ?? context.Ground.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var process = Started(start, context.At);
        process.StandardInput.Close();
        try
        {
            var output = ReadAsync(process.StandardOutput, both.Token);
            var errors = ReadAsync(process.StandardError, both.Token);
            await process.WaitForExitAsync(both.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ExpectationFailed($"{Command[0]} did not end within {GoDurationText.Print(Timeout)}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Started(ProcessStartInfo start, Location at)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ScenarioError(at, $"'{start.FileName}' cannot be run here: {e.Message}");
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancel)
    {
        var buffer = new char[8192];
        var text = new System.Text.StringBuilder();
        while (await reader.ReadAsync(buffer.AsMemory(), cancel) is var read and > 0)
        {
            text.Append(buffer, 0, Math.Min(read, Math.Max(0, OutputMax - text.Length)));
        }

        return text.ToString();
    }
}
