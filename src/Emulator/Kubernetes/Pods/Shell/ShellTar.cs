using System.Formats.Tar;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// As much of tar as <c>kubectl cp</c> needs: an archive from standard input into a directory, and files to standard
/// output.
/// </summary>
internal static class ShellTar
{
    private const int FilesMax = 1000;
    private const int DepthMax = 32;
    private const int Block = 512;
    private const int SizeAt = 124;

    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = string.Concat(args.TakeWhile((a, i) => i == 0 || a.StartsWith('-')).Where(a => !a.StartsWith("--", StringComparison.Ordinal)));
        var directory = args.IndexOf("-C") is >= 0 and var at && at + 1 < args.Count ? args[at + 1] : ".";
        if (flags.Contains('x'))
        {
            return Extract(session, directory, io);
        }

        if (!flags.Contains('c'))
        {
            io.Error("tar: need one of c, x\n");
            return 1;
        }

        var dash = args.IndexOf("-");
        return Create(session, args.Skip(Math.Max(dash, 0) + 1).Where(a => !a.StartsWith('-')), io);
    }

    /// <summary>
    /// Whether an archive is there to its end (POSIX ustar: a block of zeros), which is when tar stops reading: older
    /// protocols of exec do not tell it that its input has ended.
    /// </summary>
    /// <param name="input">What has come of it.</param>
    /// <param name="at">Where the next header begins; moved on.</param>
    public static bool IsWhole(List<byte> input, ref long at)
    {
        while (at + Block <= input.Count)
        {
            var header = input.GetRange((int)at, Block);
            if (header.TrueForAll(b => b == 0))
            {
                return true;
            }

            var size = 0L;
            for (var i = SizeAt; i < SizeAt + 12 && header[i] is >= (byte)'0' and <= (byte)'7'; i++)
            {
                size = (size * 8) + header[i] - '0';
            }

            at += Block + ((size + Block - 1) / Block * Block);
        }

        return false;
    }

    private static int Extract(ShellSession session, string directory, ShellIo io)
    {
        try
        {
            using var reader = new TarReader(new MemoryStream(io.Archive ?? ShellBytes.Of(io.Input)));
            for (var n = 0; n < FilesMax && reader.GetNextEntry(copyData: true) is { } entry; n++)
            {
                if (entry.DataStream is { } data && entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    using var content = new MemoryStream();
                    data.CopyTo(content);
                    Write(session, $"{directory}/{entry.Name}", content.ToArray(), io);
                }
                else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    Write(session, $"{directory}/{entry.Name}", [], io);
                }
            }

            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            io.Error("tar: this does not look like a tar archive\n");
            return 2;
        }
    }

    private static void Write(ShellSession session, string path, byte[] content, ShellIo io)
    {
        if (session.Disk.Write(path, content, append: false) is { } problem)
        {
            io.Error($"tar: {path}: {problem}\n");
        }
    }

    private static int Create(ShellSession session, IEnumerable<string> paths, ShellIo io)
    {
        using var archive = new MemoryStream();
        var status = 0;
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var left = FilesMax;
            foreach (var path in paths)
            {
                if (!Add(session, writer, path, 0, ref left))
                {
                    io.Error($"tar: {path}: Cannot stat: No such file or directory\n");
                    status = 2;
                }
            }
        }

        io.Output(ShellBytes.Text(archive.ToArray()));
        return status;
    }

    private static bool Add(ShellSession session, TarWriter writer, string path, int depth, ref int left)
    {
        if (left-- <= 0 || depth > DepthMax)
        {
            return true;
        }

        var name = path.TrimStart('/');
        if (session.Disk.Read(path) is { } content)
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(content),
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
            return true;
        }

        if (session.Disk.List(path) is not { } entries)
        {
            return false;
        }

        writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, name + "/"));
        foreach (var entry in entries)
        {
            Add(session, writer, $"{path.TrimEnd('/')}/{entry}", depth + 1, ref left);
        }

        return true;
    }
}
