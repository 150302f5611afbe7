using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Shell;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What a container does where no engine runs it: its command in the built-in shell.</summary>
/// <param name="spec">The container.</param>
/// <param name="files">Its files.</param>
/// <param name="ports">The network of its Pod.</param>
/// <param name="session">The process, its lease held.</param>
/// <param name="console">What is typed into it.</param>
/// <param name="write">Its output.</param>
internal sealed class BuiltInProcess(
    JsonObject spec, PodFiles files, PodPorts ports, ShellSession session, ContainerConsole console, Action<string> write)
{
    public async Task<(int Code, string Reason)> RunAsync(
        IReadOnlyList<KeyValuePair<string, string>> environment, CancellationToken stopped)
    {
        try
        {
            var argv = Arguments(environment);
            if (argv.Count > 0 && !ShellCommands.Exists(argv[0]))
            {
                if (Images.IsShell(Text(spec, "image")))
                {
                    return (127, "StartError");
                }

                // A program of the image itself: taken to run and be quiet.
                argv = [];
            }

            var server = argv.Count == 0 ? Images.Server(Text(spec, "image")) : null;
            using var listening = server is { } web
                ? ports.Listen(web.Port, new PodHttp(files, spec, web.Root, welcomes: true).ServeAsync) : null;
            if (argv.Count == 0)
            {
                argv = ["sleep", "infinity"];
            }

            var code = Flag(spec, "stdin") && PodExec.Reads(argv)
                ? await ReadingAsync(argv, stopped).ConfigureAwait(false)
                : await session.RunHeldAsync(argv, new ShellIo("", write, write)).ConfigureAwait(false);
            return (code, code == 0 ? "Completed" : "Error");
        }
        catch (OperationCanceledException)
        {
            return (137, "Error");
        }
#pragma warning disable CA1031 // A bug in the built-in shell must not take the server down: the container shows it.
        catch (Exception e)
        {
            write($"eso: {e.GetType().Name.ToString(CultureInfo.InvariantCulture)}\n");
            return (139, "Error");
        }
#pragma warning restore CA1031
    }

    /// <summary>A process that waits for what somebody attached types; the world does not wait for it.</summary>
    private async Task<int> ReadingAsync(List<string> argv, CancellationToken stopped)
    {
        var tty = Flag(spec, "tty");
        session.Release();
        if (tty && ShellPrompt.IsFor(argv))
        {
            var left = await new ShellPrompt(session, ShellCommands.Base(argv[0]), console.ReadAsync, write)
                .RunAsync(stopped).ConfigureAwait(false);
            session.Begin();
            return left;
        }

        var input = await TypedInput.AllAsync(console.ReadAsync, isArchive: false, tty, stopped).ConfigureAwait(false);
        session.Begin();
        return await session.RunHeldAsync(argv, new ShellIo(TypedInput.AsText(input, tty), write, write)).ConfigureAwait(false);
    }

    private List<string> Arguments(IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var values = environment.GroupBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var command = Texts(spec, "command").ToList();
        var args = Texts(spec, "args").ToList();
        var all = command.Count > 0 ? [.. command, .. args] : Images.Entrypoint(Text(spec, "image"), args);
        return all.ConvertAll(a => Expansion.Expand(a, n => values.GetValueOrDefault(n)));
    }
}
