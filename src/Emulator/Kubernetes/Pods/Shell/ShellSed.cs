using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// <c>sed</c> with <c>-n</c>, <c>-e</c>, <c>-E</c>, <c>-i</c>: the commands <c>s d p q y</c> after lines, ranges or patterns.
/// Not emulated: the hold space, branches, appended text.
/// </summary>
internal static class ShellSed
{
    private const int OutputMax = 4 * 1024 * 1024;

    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var scripts = new List<string>();
        for (var e = args.IndexOf("-e"); e >= 0 && e + 1 < args.Count; e = args.IndexOf("-e"))
        {
            scripts.Add(args[e + 1]);
            args.RemoveRange(e, 2);
        }

        var flags = ShellLines.Flags(args);
        if (scripts.Count == 0 && args.Count > 0)
        {
            scripts.Add(args[0]);
            args.RemoveAt(0);
        }

        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        List<SedCommand> commands;
        try
        {
            commands = new SedScript(string.Join('\n', scripts), Has('E') || Has('r')).Read();
        }
        catch (ShellSyntaxException e)
        {
            io.Error($"sed: {e.Message}\n");
            return 1;
        }

        if (!Has('i'))
        {
            return ShellLines.Each(session, "sed", args, io, bytes => io.Output(Edit(bytes, commands, Has('n'))));
        }

        var status = 0;
        foreach (var path in args)
        {
            status |= ShellLines.Each(session, "sed", [path], io, bytes =>
                session.Disk.Write(path, ShellBytes.Of(Edit(bytes, commands, Has('n'))), append: false));
        }

        return status;
    }

    private static string Edit(byte[] bytes, List<SedCommand> commands, bool silent)
    {
        var lines = ShellLines.Of(bytes);
        var output = new StringBuilder();
        commands.ForEach(c => c.Inside = false);
        for (var i = 0; i < lines.Length && output.Length < OutputMax; i++)
        {
            var line = lines[i];
            var (deleted, quits) = (false, false);
            foreach (var command in commands)
            {
                if (Applies(command, i + 1, i == lines.Length - 1, line) == command.Negated)
                {
                    continue;
                }

                switch (command.Letter)
                {
                    case 'd':
                        deleted = true;
                        break;
                    case 'p':
                        output.Append(line).Append('\n');
                        break;
                    case 'q':
                        quits = true;
                        break;
                    case 'y':
                        line = string.Concat(line.Select(command.Mapped));
                        break;
                    default:
                        var before = line;
                        line = Replace(line, command);
                        if (command.Flags.Contains('p', StringComparison.Ordinal) && !ReferenceEquals(before, line))
                        {
                            output.Append(line).Append('\n');
                        }

                        break;
                }

                if (deleted || quits)
                {
                    break;
                }
            }

            output.Append(deleted || silent ? "" : line + "\n");
            if (quits)
            {
                return output.ToString();
            }
        }

        var isOpen = bytes.Length > 0 && bytes[^1] != '\n' && output.Length > 0;
        return output.ToString(0, output.Length - (isOpen ? 1 : 0));
    }

    private static bool Applies(SedCommand command, int number, bool isLast, string line)
    {
        if (command.From is null)
        {
            return true;
        }

        if (command.To is null)
        {
            return command.From.Hits(number, isLast, line);
        }

        if (!command.Inside)
        {
            if (!command.From.Hits(number, isLast, line))
            {
                return false;
            }

            // A range's end is looked for from the next line on, unless it is a line already reached.
            command.Inside = command.To.Pattern is not null || command.To.Line < 0 || command.To.Line > number;
            return true;
        }

        command.Inside = !command.To.Hits(number, isLast, line);
        return true;
    }

    private static string Replace(string line, SedCommand command)
    {
        var digits = string.Concat(command.Flags.Where(char.IsAsciiDigit));
        var from = ShellLines.Number(digits) ?? 1;
        var all = command.Flags.Contains('g', StringComparison.Ordinal);
        var count = 0;
        return command.Pattern!.Replace(line, match =>
        {
            count++;
            return count < from || (!all && count > from) ? match.Value : Filled(command.Text, match);
        });
    }

    private static string Filled(string text, Match match)
    {
        var filled = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                filled.Append(char.IsAsciiDigit(text[i]) ? match.Groups[text[i] - '0'].Value
                    : text[i] == 'n' ? "\n" : text[i].ToString());
            }
            else
            {
                filled.Append(text[i] == '&' ? match.Value : text[i].ToString());
            }
        }

        return filled.ToString();
    }
}
