namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Where a command's input comes from and its output goes.</summary>
internal sealed partial class ShellSession
{
    private async Task<ShellIo?> RedirectAsync(IReadOnlyList<Redirect> redirects, ShellIo io)
    {
        foreach (var redirect in redirects)
        {
            var target = redirect.Target is null ? "" : await TextAsync(redirect.Target, io).ConfigureAwait(false);
            if (Redirected(redirect, target, io) is not { } redirected)
            {
                return null;
            }

            io = redirected;
        }

        return io;
    }

    private ShellIo? Redirected(Redirect redirect, string target, ShellIo io)
    {
        switch (redirect.Operator)
        {
            case "2>&1":
                return io with { Error = io.Output };
            case "1>&2" or ">&2":
                return io with { Output = io.Error };
            case "<<":
                return io with { Input = target };
            case "<":
                if (target == "/dev/null" || Disk.Read(target) is not null)
                {
                    return io with { Input = ShellBytes.Text(Disk.Read(target) ?? []) };
                }

                io.Error($"{ShellName}: can't open {target}: no such file\n");
                return null;
            default:
                var append = redirect.Operator.EndsWith(">>", StringComparison.Ordinal);
                if (target is "/dev/stdout" or "/dev/stderr")
                {
                    var show = target == "/dev/stdout" ? io.Output : io.Error;
                    return redirect.Operator[0] == '2' ? io with { Error = show } : io with { Output = show };
                }

                if (Disk.Write(target, [], append) is { } problem)
                {
                    io.Error($"{ShellName}: can't create {target}: {problem}\n");
                    return null;
                }

                void Write(string text) => Disk.Write(target, ShellBytes.Of(text), append: true);
                return redirect.Operator[0] switch
                {
                    '2' => io with { Error = Write },
                    '&' => io with { Error = Write, Output = Write },
                    _ => io with { Output = Write },
                };
        }
    }
}
