using System.Diagnostics;

namespace Eso.Emulator.Grounds.Envtest;

/// <summary>
/// A program that cannot outlive us: a small shell stands over it and holds the other end of a pipe. When the pipe closes,
/// because we let go or because we were killed, it ends the program and removes the folder it was given.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    private const int LogTailBytes = 4096;
    private const string NewSession = "/usr/bin/setsid";

    // $1: file for the output, $2: folder to remove at the end or empty, the rest: the program.
    private const string Guard = """
        trap : HUP INT TERM
        exec 3<&0 2>/dev/null
        log=$1; clean=$2; shift 2
        "$@" </dev/null >"$log" 2>&1 3<&- &
        child=$!
        (
          trap : HUP INT TERM
          cat <&3 >/dev/null
          kill -TERM "$child" 2>/dev/null
          n=0
          while kill -0 "$child" 2>/dev/null && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
          kill -KILL "$child" 2>/dev/null
          if [ -n "$clean" ]; then rm -rf -- "$clean"; fi
        ) &
        watcher=$!
        while kill -0 "$child" 2>/dev/null; do wait "$child"; done
        exec 3<&-
        while kill -0 "$watcher" 2>/dev/null; do wait "$watcher"; done
        """;

    // What a program gets to appear among the guard's children before its absence means that it has ended.
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(5);

    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Process shell;
    private readonly string log;

    private bool seen;

    private GuardedProcess(Process shell, string log, string name)
    {
        this.shell = shell;
        this.log = log;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="clean">A folder that goes when the program has ended; null: none.</param>
    public static GuardedProcess Start(string program, IEnumerable<string> arguments, string log, string? clean)
    {
        // A session of its own: signals to our process group are ours to answer.
        string[] own = File.Exists(NewSession) ? [NewSession, "/bin/sh"] : ["/bin/sh"];
        var start = new ProcessStartInfo(own[0])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (IEnumerable<string>)[.. own[1..], "-c", Guard, "eso-guard", log, clean ?? "", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return new GuardedProcess(Process.Start(start)!, log, Path.GetFileName(program));
    }

    /// <summary>The last lines of its output, for people.</summary>
    public string LogTail()
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(LogTailBytes, file.Length), SeekOrigin.End);
            using var reader = new StreamReader(file);
            return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(5));
        }
        catch (IOException)
        {
            return "(no output)";
        }
    }

    /// <summary>True once the program has ended by itself.</summary>
    public bool HasEnded()
    {
        if (shell.HasExited)
        {
            return true;
        }

        // The guard waits for us even when its program is gone; the program is its child.
        var children = $"/proc/{shell.Id}/task/{shell.Id}/children";
        if (!File.Exists(children))
        {
            return false;
        }

        // Two: the program and the watcher. A guard that has just begun has not made them yet.
        var stands = File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 2;
        seen |= stands;
        return !stands && (seen || Stopwatch.GetElapsedTime(began) > StartMax);
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }
}
