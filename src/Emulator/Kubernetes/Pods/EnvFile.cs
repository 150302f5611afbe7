namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>A file of variables, as <c>fileKeyRef</c> reads it: <c>KEY=VALUE</c> lines, quotes around values, comments.</summary>
internal static class EnvFile
{
    /// <summary>A variable's value; null when the file does not set it.</summary>
    public static string? Find(string text, string key)
    {
        string? found = null;
        foreach (var given in text.Split('\n'))
        {
            var line = given.Trim();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.StartsWith('#') || equals <= 0 || line[..equals].TrimEnd() != key)
            {
                continue;
            }

            var value = line[(equals + 1)..].TrimStart();
            found = value.Length > 1 && value[0] is '\'' or '"' && value.IndexOf(value[0], 1) is > 0 and var end
                ? value[1..end]
                : value;
        }

        return found;
    }
}
