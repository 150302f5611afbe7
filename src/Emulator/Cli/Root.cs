using System.CommandLine;
using System.CommandLine.Parsing;
using Eso.Emulator.Aws;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using Eso.Kubernetes;

namespace Eso.Emulator.Cli;

/// <summary>The <c>eso</c> command line. Errors that people can mend are one message and exit code 2.</summary>
internal static class Root
{
    /// <summary>The exit code of what was interrupted, as shells know it.</summary>
    public const int Interrupted = 130;

    private static readonly (string Name, Func<TimeProvider, Command> Make)[] All =
    [
        ("up", UpCommand.Make),
        ("run", RunCommand.Make),
        ("lint", _ => LintCommand.Make()),
        ("check", CheckCommand.Make),
        ("aws", AwsCommand.Make),
        ("kube", KubeCommand.Make),
        ("envtest-assets", _ => EnvtestAssetsCommand.Make()),
        ("export", _ => ExportCommand.Make()),
        ("import", _ => ImportCommand.Make()),
    ];

    public static async Task<int> InvokeAsync(string[] args, TimeProvider machine, CancellationToken stopping)
    {
        var root = new RootCommand("eso: external secrets, the whole loop, offline");
        foreach (var command in Commands(args, machine))
        {
            root.Subcommands.Add(command);
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,

            // Signals are the program's own: see Program.cs.
            ProcessTerminationTimeout = null,
        };
        var parsed = root.Parse(args);
        try
        {
            RefuseUnknownOption(parsed.CommandResult);
            var code = await parsed.InvokeAsync(configuration, stopping);
            return parsed.Errors.Count > 0 ? 2 : code;
        }
        catch (Exception e) when (e is UsageError or ScenarioError or GroundUnavailableException)
        {
            Console.Error.WriteLine($"eso: {e.Message}");
            return 2;
        }
        catch (KubeException e)
        {
            Console.Error.WriteLine($"eso: the API server refused: {e.Message}");
            return 2;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a folder that is not ours: the machine's, and the user's to mend.
            Console.Error.WriteLine($"eso: {e.Message}");
            return 2;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A server that is told to end has done what it was asked; what has a result has none.
            return args is ["run" or "check" or "lint" or "import" or "export", ..] ? Interrupted : 0;
        }
        catch (OperationCanceledException e)
        {
            Console.Error.WriteLine($"eso: somebody took too long to answer: {e.Message}");
            return 2;
        }
    }

    /// <summary>What looks like an option and is none would be taken for a file.</summary>
    private static void RefuseUnknownOption(CommandResult command)
    {
        if (command.Tokens.FirstOrDefault(t => t.Value.Length > 2 && t.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
        {
            throw new UsageError($"{command.Command.Name} has no option '{unknown.Value}'"
                + Nearest.Hint(unknown.Value, command.Command.Options.Select(o => o.Name)));
        }
    }

    // To make all commands takes longer than to open a socket: where the first word says which, one is enough.
    private static IEnumerable<Command> Commands(string[] args, TimeProvider machine)
    {
        if (args is ["aws", ..])
        {
            AwsServer.Warm(machine);
        }
        else if (args is ["kube", ..])
        {
            Kubernetes.KubeServer.Warm();
        }

        var named = Array.Find(All, c => args is [var first, ..] && first == c.Name);
        return named.Make is null ? All.Select(c => c.Make(machine)) : [named.Make(machine)];
    }
}
