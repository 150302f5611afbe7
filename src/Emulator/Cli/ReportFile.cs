namespace Eso.Emulator.Cli;

/// <summary>A file that a run is to leave behind: whether it can be written is asked before anything runs.</summary>
internal static class ReportFile
{
    /// <summary>The path, with its folder made where there is none.</summary>
    /// <exception cref="UsageError">Nothing can be written there.</exception>
    public static string Ready(string option, string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var fresh = !File.Exists(path);
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
                // It opens, which is all that was asked.
            }

            if (fresh)
            {
                File.Delete(path);
            }

            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageError($"{option} {path} cannot be written: {e.Message}");
        }
    }
}
