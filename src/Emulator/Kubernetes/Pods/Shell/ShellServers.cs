using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Commands that listen: <c>httpd</c> and <c>nc -l</c>, as busybox has them. They are reached by port-forward.</summary>
internal static class ShellServers
{
    public static async Task<int> HttpAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var port = Option(args, "-p") is { } given ? PortOf(given) : 80;
        var root = Option(args, "-h") ?? "";
        var server = new PodHttp(session.Files, session.Container, root.TrimEnd('/'), welcomes: false);
        using var listening = session.Ports.Listen(port, server.ServeAsync);
        if (listening is null || port == 0)
        {
            io.Error("httpd: bind: Address already in use\n");
            return 1;
        }

        // In the background (without -f) nothing of it could be seen to end.
        await session.SleepAsync(TimeSpan.MaxValue).ConfigureAwait(false);
        return 0;
    }

    public static async Task<int> NetcatAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = string.Concat(args.Where(a => a.StartsWith('-')));
        var port = PortOf(Option(args, "-p") ?? Option(args, "-lp") ?? Option(args, "-lkp")
            ?? args.Find(a => !a.StartsWith('-')) ?? "");
        if (!flags.Contains('l', StringComparison.Ordinal) || port == 0)
        {
            io.Error("nc: bad address\n");
            return 1;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = session.Ports.Listen(port, async (peer, cancellation) =>
        {
            await peer.WriteAsync(ShellBytes.Of(io.Input), cancellation).ConfigureAwait(false);
            while (await peer.ReadAsync(cancellation).ConfigureAwait(false) is { } piece)
            {
                io.Output(ShellBytes.Text(piece));
            }

            await peer.CloseAsync(cancellation).ConfigureAwait(false);
            done.TrySetResult();
        });
        if (listening is null)
        {
            io.Error("nc: bind: Address already in use\n");
            return 1;
        }

        if (flags.Contains('k', StringComparison.Ordinal))
        {
            await session.SleepAsync(TimeSpan.MaxValue).ConfigureAwait(false);
        }

        await session.WaitAsync(done.Task).ConfigureAwait(false);
        return 0;
    }

    private static string? Option(List<string> args, string name) =>
        args.IndexOf(name) is >= 0 and var at && at + 1 < args.Count ? args[at + 1] : null;

    private static int PortOf(string text) =>
        int.TryParse(text[(text.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) &&
        port is > 0 and < 65536 ? port : 0;
}
