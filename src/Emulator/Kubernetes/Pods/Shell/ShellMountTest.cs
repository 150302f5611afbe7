namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// agnhost's <c>mounttest</c>, by which Kubernetes' own tests look at volumes: types, new files, modes, contents, in that
/// order whatever the order of its flags. Not emulated: owners, permissions of more than files' own.
/// </summary>
internal static class ShellMountTest
{
    private const int RetrySecondsDefault = 180;
    private static readonly string[] NewFiles = ["0644", "0666", "0660", "0777"];

    public static async Task<int> RunAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = args[i].TrimStart('-');
            flags[equals < 0 ? name : args[i][..equals].TrimStart('-')] = equals >= 0 ? args[i][(equals + 1)..]
                : i + 1 < args.Count && !args[i + 1].StartsWith('-') ? args[++i] : "true";
        }

        var failed = false;
        if (flags.TryGetValue("fs_type", out var place))
        {
            var type = session.Files.Volume(session.Container, place) is { } volume && InMemory(volume) ? "tmpfs" : "61267";
            io.Output($"mount type of \"{place}\": {type}\n");
        }

        foreach (var mode in NewFiles)
        {
            if (flags.TryGetValue("new_file_" + mode, out var path))
            {
                var why = session.Disk.Write(path, "mount-tester new file\n"u8.ToArray(), append: false);
                failed |= why is not null;
                io.Output(why is null ? "" : $"error writing new file \"{path}\": open {path}: {why.ToLowerInvariant()}\n");
            }
        }

        foreach (var (flag, word) in new[] { ("file_mode", "mode"), ("file_perm", "perms") })
        {
            if (flags.TryGetValue(flag, out var path))
            {
                failed |= !Mode(session, path, word, io);
            }
        }

        if (flags.TryGetValue("file_content", out var file))
        {
            failed |= !Content(session, file, io);
        }

        if (flags.TryGetValue("file_content_in_loop", out var watched))
        {
            failed |= !await LoopAsync(session, watched, flags, io).ConfigureAwait(false);
        }

        return failed ? 1 : 0;
    }

    private static bool InMemory(System.Text.Json.Nodes.JsonObject volume) =>
        volume["secret"] is not null || volume["projected"] is not null || (string?)volume["emptyDir"]?["medium"] == "Memory";

    private static bool Mode(ShellSession session, string path, string word, ShellIo io)
    {
        if (session.Disk.Read(path) is null && session.Disk.List(path) is null)
        {
            io.Output($"error getting file mode for \"{path}\": lstat {path}: no such file or directory\n");
            return false;
        }

        var mode = session.Files.Mode(session.Container, path);
        var isFolder = session.Disk.Read(path) is null;
        var text = string.Concat(Enumerable.Range(0, 9).Select(i => (mode >> (8 - i) & 1) == 1 ? "rwx"[i % 3] : '-'));
        io.Output($"{word} of file \"{path}\": {(isFolder ? "drwxrwxrwx" : "-" + text)}\n");
        return true;
    }

    private static bool Content(ShellSession session, string path, ShellIo io)
    {
        var bytes = session.Disk.Read(path);
        io.Output(bytes is null
            ? $"error reading file content for \"{path}\": open {path}: no such file or directory\n"
            : $"content of file \"{path}\": {ShellBytes.Text(bytes)}\n");
        return bytes is not null;
    }

    /// <summary>Once a second, for as long as it is told to, or until the expected content is there.</summary>
    private static async Task<bool> LoopAsync(ShellSession session, string path, Dictionary<string, string> flags, ShellIo io)
    {
        var last = false;
        var seconds = int.TryParse(flags.GetValueOrDefault("retry_time"), out var given) ? Math.Min(given, 86_400) : RetrySecondsDefault;
        for (var second = 0; second < seconds; second++)
        {
            last = Content(session, path, io);
            if (last && flags.GetValueOrDefault("break_on_expected_content", "false") != "false"
                && ShellBytes.Text(session.Disk.Read(path) ?? []) == flags.GetValueOrDefault("file_content_expected", "value"))
            {
                break;
            }

            await session.SleepAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }

        return last;
    }
}
