namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Where a command's output goes and what it reads.</summary>
internal sealed record ShellIo(string Input, Action<string> Output, Action<string> Error)
{
    private Cursor cursor = new(Input);

    /// <summary>What has not been read yet.</summary>
    public string Input
    {
        get => cursor.Rest;
        init => cursor = new Cursor(value);
    }

    /// <summary>The input as it came, for tar, whose files may be no texts.</summary>
    public byte[]? Archive { get; init; }

    /// <summary>The next line of the input, without its end; null: none. All that share the input see it gone.</summary>
    public string? ReadLine() => cursor.Line();

    private sealed class Cursor(string text)
    {
        private int at;

        public string Rest => text[at..];

        public string? Line()
        {
            if (at >= text.Length)
            {
                return null;
            }

            var end = text.IndexOf('\n', at);
            var line = end < 0 ? text[at..] : text[at..end];
            at = end < 0 ? text.Length : end + 1;
            return line;
        }
    }
}
