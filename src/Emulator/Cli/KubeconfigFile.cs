namespace Eso.Emulator.Cli;

/// <summary>The kubeconfig on disk: it holds a private key, so only its owner may read it.</summary>
internal static class KubeconfigFile
{
    public static void Write(string path, string text)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            // An old file may have another mode: the new one replaces it whole.
            var fresh = $"{path}.{Environment.ProcessId}.new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var writer = new StreamWriter(fresh, options))
            {
                writer.Write(text);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"the kubeconfig cannot be written to {path}: {e.Message}; choose another place with --kubeconfig");
        }
    }
}
