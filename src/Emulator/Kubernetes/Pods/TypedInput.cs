using Eso.Emulator.Kubernetes.Pods.Shell;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>The input of a command that gets it whole.</summary>
internal static class TypedInput
{
    private const int BytesMax = 64 * 1024 * 1024;
    private const byte EndOfTransmission = 4;

    /// <summary>All input: to its end, an archive's own, or a terminal's ^D.</summary>
    public static async Task<byte[]> AllAsync(
        Func<CancellationToken, ValueTask<byte[]?>> read, bool isArchive, bool tty, CancellationToken cancellation)
    {
        var header = 0L;
        var input = new List<byte>();
        while (input.Count < BytesMax && await read(cancellation).ConfigureAwait(false) is { } piece)
        {
            var before = input.Count;
            input.AddRange(piece);
            if (isArchive && ShellTar.IsWhole(input, ref header))
            {
                break;
            }

            if (tty && input.IndexOf(EndOfTransmission, before) is >= 0 and var end)
            {
                input.RemoveRange(end, input.Count - end);
                break;
            }
        }

        return [.. input];
    }

    /// <summary>Input as a text; a terminal's return key ends a line.</summary>
    public static string AsText(byte[] input, bool tty)
    {
        var text = ShellBytes.Text(input);
        return tty ? text.Replace('\r', '\n') : text;
    }
}
