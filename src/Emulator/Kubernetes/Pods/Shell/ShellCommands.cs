using System.Globalization;
using System.Security.Cryptography;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// The commands a container can run. Not emulated: everything else, which is not found, and options beyond the usual.
/// </summary>
internal static class ShellCommands
{
    private static readonly string[] Known =
    [
        "env", "printenv", "cat", "echo", "sleep", "true", "false", ":", "sh", "bash", "ash", "exit", "export", "unset",
        "test", "[", "[[", "grep", "egrep", "fgrep", "sort", "wc", "base64", "hostname", "pwd", "cd", "id", "whoami",
        "md5sum", "sha1sum", "sha256sum", "sha512sum", "trap", "wait", "exec", "kill", "touch", "mkdir", "chmod", "chown",
        "umask", "uname", "tee", "tar", "ping", "httpd", "nc", "mounttest", "sync", "timeout", "nohup",
        .. ShellBuiltins.Names, .. ShellTools.Names,
    ];

    /// <summary>Whether a program of this name (or path) is there.</summary>
    public static bool Exists(string name) => Known.Contains(Base(name), StringComparer.Ordinal);

    public static async Task<int> RunAsync(ShellSession session, IReadOnlyList<string> argv, ShellIo io)
    {
        var args = argv.Skip(1).ToList();
        switch (Base(argv[0]))
        {
            case "sleep":
                return await SleepAsync(session, args, io).ConfigureAwait(false);
            case "ping":
                return await ShellPing.RunAsync(session, args, io).ConfigureAwait(false);
            case "httpd":
                return await ShellServers.HttpAsync(session, args, io).ConfigureAwait(false);
            case "mounttest":
                return await ShellMountTest.RunAsync(session, args, io).ConfigureAwait(false);
            case "nc":
                return await ShellServers.NetcatAsync(session, args, io).ConfigureAwait(false);
            case "sh" or "bash" or "ash":
                session.ShellName = argv[0];
                return await ShellAsync(session, args, io).ConfigureAwait(false);
            case "exec" when args.Count > 0:
                var status = await RunAsync(session, args, io).ConfigureAwait(false);
                session.Exited = true;
                return status;
            case "tail" when args.Exists(a => a is "-f" or "-F" or "--follow"):
                args.RemoveAll(a => a is "-f" or "-F" or "--follow");
                args.RemoveAll(a => a == "/dev/null");
                ShellEnds.Tail(session, args, io);
                await session.SleepAsync(TimeSpan.MaxValue).ConfigureAwait(false);
                return 0;
            case "nohup" when args.Count > 0:
                return await RunAsync(session, args, io).ConfigureAwait(false);
            case "timeout" when args.SkipWhile(a => a.StartsWith('-')).Skip(1).ToList() is { Count: > 0 } command:
                return await RunAsync(session, command, io).ConfigureAwait(false);
            case "wait":
                return 0;
            case "env" when args.Exists(a => !a.Contains('=', StringComparison.Ordinal) && a[0] != '-'):
                return await RunAsync(session, Assign(session, args), io).ConfigureAwait(false);
            default:
                return await ShellBuiltins.RunAsync(session, argv[0], args, io).ConfigureAwait(false)
                    ?? Simple(session, Base(argv[0]), argv[0], args, io);
        }
    }

    /// <summary>A program's name without its path.</summary>
    public static string Base(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static List<string> Assign(ShellSession session, List<string> args)
    {
        var count = 0;
        foreach (var arg in args.TakeWhile(a => a.Contains('=', StringComparison.Ordinal)))
        {
            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            session.Set(arg[..equals], arg[(equals + 1)..]);
            count++;
        }

        return args[count..];
    }

    private static async Task<int> SleepAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var total = TimeSpan.Zero;
        foreach (var arg in args)
        {
            if (arg is "infinity" or "inf")
            {
                total = TimeSpan.MaxValue;
                break;
            }

            var unit = arg.Length > 0 ? arg[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 } : 0;
            var number = unit == 0 ? arg : arg[..^1];
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds < 0)
            {
                io.Error($"sleep: invalid number '{arg}'\n");
                return 1;
            }

            total += TimeSpan.FromSeconds(Math.Min(seconds * Math.Max(unit, 1), 3e9));
        }

        await session.SleepAsync(total).ConfigureAwait(false);
        return 0;
    }

    private static async Task<int> ShellAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var c = args.FindIndex(a => a.StartsWith('-') && a.Contains('c', StringComparison.Ordinal));
        if (c >= 0 && c + 1 < args.Count)
        {
            session.ShellName = args.ElementAtOrDefault(c + 2) ?? session.ShellName;
            return await session.WithArgumentsAsync(
                [.. args.Skip(c + 3)], () => session.ScriptAsync(args[c + 1], io)).ConfigureAwait(false);
        }

        if (args.Find(a => !a.StartsWith('-')) is { } file)
        {
            if (session.Disk.Read(file) is { } script)
            {
                session.ShellName = file;
                return await session.WithArgumentsAsync(
                    [.. args.SkipWhile(a => a != file).Skip(1)],
                    () => session.ScriptAsync(ShellBytes.Text(script), io)).ConfigureAwait(false);
            }

            io.Error($"sh: can't open '{file}': No such file or directory\n");
            return 2;
        }

        return io.Input.Length == 0 ? 0 : await session.ScriptAsync(io.Input, io).ConfigureAwait(false);
    }

    private static int Simple(ShellSession session, string name, string asked, List<string> args, ShellIo io)
    {
        switch (name)
        {
            case "true" or ":" or "trap" or "kill" or "mkdir" or "chmod" or "chown" or "umask" or "sync":
                return 0;
            case "false":
                return 1;
            case "exit":
                session.Exited = true;
                return args.Count > 0 && int.TryParse(args[0], out var code) ? code & 255 : session.LastStatus;
            case "export":
                args.ForEach(a =>
                {
                    if (a.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                    {
                        session.Set(a[..at], a[(at + 1)..]);
                    }
                });
                return 0;
            case "unset":
                args.ForEach(a => session.Variables.Remove(a));
                return 0;
            case "env":
                Assign(session, args);
                io.Output(Environment(session));
                return 0;
            case "printenv":
                return PrintEnv(session, args, io);
            case "echo":
                Echo(args, io);
                return 0;
            case "touch":
                args.ForEach(a => session.Disk.Write(a, [], append: true));
                return 0;
            case "test" or "[" or "[[":
                return ShellTest.Run(session, name, args, io);
            case "cd":
                return Change(session, args, io);
            case "pwd":
                io.Output(session.Disk.Directory + "\n");
                return 0;
            case "whoami":
                io.Output("root\n");
                return 0;
            case "id":
                io.Output(args is ["-u" or "-g" or "-G", ..] ? "0\n"
                    : args is ["-un" or "-gn", ..] ? "root\n" : "uid=0(root) gid=0(root) groups=0(root)\n");
                return 0;
            case "uname":
                io.Output((args.FirstOrDefault() switch { "-m" => "x86_64", "-n" => Host(session), _ => "Linux" }) + "\n");
                return 0;
            case "hostname":
                io.Output(Host(session) + "\n");
                return 0;
            default:
                return ShellTools.Find(name) is { } tool
                    ? tool(session, args, io)
                    : ShellFileCommands.Run(session, name, asked, args, io);
        }
    }

    private static string Host(ShellSession session) => session.Variables.GetValueOrDefault("HOSTNAME", "");

    private static int Change(ShellSession session, List<string> args, ShellIo io)
    {
        var to = args.Count == 0 ? session.Variables.GetValueOrDefault("HOME", "/")
            : args[0] == "-" ? session.Variables.GetValueOrDefault("OLDPWD", session.Disk.Directory) : args[0];
        var from = session.Disk.Directory;
        if (session.Disk.TryEnter(to))
        {
            session.Set("OLDPWD", from);
            session.Set("PWD", session.Disk.Directory);
            return 0;
        }

        io.Error($"{session.ShellName}: cd: can't cd to {to}: Not a directory\n");
        return 2;
    }

    private static string Environment(ShellSession session) => string.Concat(
        session.Order.Where(session.Variables.ContainsKey).Select(n => $"{n}={session.Variables[n]}\n"));

    private static int PrintEnv(ShellSession session, List<string> args, ShellIo io)
    {
        if (args.Count == 0)
        {
            io.Output(Environment(session));
            return 0;
        }

        var status = 0;
        foreach (var name in args)
        {
            if (session.Variables.TryGetValue(name, out var value))
            {
                io.Output(value + "\n");
            }
            else
            {
                status = 1;
            }
        }

        return status;
    }

    private static void Echo(List<string> args, ShellIo io)
    {
        var newline = true;
        var escapes = false;
        while (args.Count > 0 && args[0] is ['-', _, ..] && args[0].AsSpan(1).IndexOfAnyExcept("neE") < 0)
        {
            newline &= !args[0].Contains('n', StringComparison.Ordinal);
            escapes |= args[0].Contains('e', StringComparison.Ordinal);
            args.RemoveAt(0);
        }

        var text = string.Join(' ', args);
        io.Output((escapes ? ShellPrintf.Unescape(text) : text) + (newline ? "\n" : ""));
    }

    /// <summary>Lower-case hex digest and two blanks, as the sum commands print.</summary>
    internal static string Digest(string name, byte[] bytes) =>
#pragma warning disable CA5350, CA5351 // md5sum prints MD5, sha1sum SHA-1.
        Convert.ToHexStringLower(name switch
        {
            "md5sum" => MD5.HashData(bytes),
            "sha1sum" => SHA1.HashData(bytes),
            "sha512sum" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        });
#pragma warning restore CA5350, CA5351
}
