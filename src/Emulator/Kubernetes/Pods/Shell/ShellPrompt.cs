using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// A shell at a terminal: it prompts, echoes what is typed, edits the line (backspace, ^U, ^W, ^L, the lines before by
/// arrow), runs it when it is whole, is interrupted by ^C and left by ^D. Not emulated: moving in the line, completion,
/// and commands that read from the terminal.
/// </summary>
internal sealed class ShellPrompt(
    ShellSession session, string shell, Func<CancellationToken, ValueTask<byte[]?>> read, Action<string> write)
{
    private const int Interrupted = 130;
    private const char Interrupt = '\u0003';
    private const char End = '\u0004';

    private readonly TypedLine line = new(write);
    private readonly Queue<char> typed = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private Task<bool>? more;
    private ShellSession session = session;

    private string Prompt => shell == "bash"
        ? $"root@{session.Variables.GetValueOrDefault("HOSTNAME", "")}:{session.Disk.Directory}# "
        : $"{session.Disk.Directory} # ";

    /// <summary>Whether a command is a shell that somebody would type at.</summary>
    public static bool IsFor(IReadOnlyList<string> command) =>
        command.Count > 0 && ShellCommands.Base(command[0]) is "sh" or "bash" or "ash" &&
        command.Skip(1).All(a => a.StartsWith('-') && !a.Contains('c', StringComparison.Ordinal));

    /// <summary>Serves until the shell is left; its exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var status = 0;
        var script = "";
        line.Begin(Prompt);
        while (await LineAsync(cancellation).ConfigureAwait(false) is { } given)
        {
            script = given.Length > 0 && given[^1] == Interrupt ? "" : script + given + "\n";
            if (script.Trim().Length > 0)
            {
                if (!ShellParser.IsWhole(script))
                {
                    write("> ");
                    continue;
                }

                status = await CommandAsync(script, cancellation).ConfigureAwait(false);
                if (session.Exited)
                {
                    return status;
                }
            }

            script = "";
            line.Begin(Prompt);
        }

        write(shell == "bash" ? "exit\r\n" : "\r\n");
        return status;
    }

    /// <summary>The next line; with ^C at its end when it was given up; null when there will be none.</summary>
    private async Task<string?> LineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            while (typed.TryDequeue(out var c))
            {
                if (c == End && line.IsEmpty)
                {
                    return null;
                }

                if (line.Take(c) is { } whole)
                {
                    return whole;
                }
            }

            if (!await More(cancellation).ConfigureAwait(false))
            {
                return null;
            }

            more = null;
        }
    }

    /// <summary>Waits for keys, which may outlast the command beside which it began; whoever takes them forgets the task.</summary>
    private Task<bool> More(CancellationToken cancellation) => more ??= FetchAsync(cancellation);

    private async Task<bool> FetchAsync(CancellationToken cancellation)
    {
        if (await read(cancellation).ConfigureAwait(false) is not { } piece)
        {
            return false;
        }

        var chars = new char[decoder.GetCharCount(piece, flush: false)];
        decoder.GetChars(piece, chars, flush: false);
        Array.ForEach(chars, typed.Enqueue);
        return true;
    }

    private async Task<int> CommandAsync(string script, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        session = session.StoppedBy(stop.Token);
        void Show(string text) => write(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        var running = session.RunAsync([shell, "-c", script], new ShellIo("", Show, Show));
        try
        {
            while (true)
            {
                if (typed.Contains(Interrupt))
                {
                    typed.Clear();
                    write("^C\r\n");
                    await stop.CancelAsync().ConfigureAwait(false);
                    break;
                }

                if (await Task.WhenAny(running, More(cancellation)).ConfigureAwait(false) == running)
                {
                    break;
                }

                if (!await More(cancellation).ConfigureAwait(false))
                {
                    // Nobody is there any more.
                    await stop.CancelAsync().ConfigureAwait(false);
                    break;
                }

                more = null;
            }

            return await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return session.LastStatus = Interrupted;
        }
    }
}
