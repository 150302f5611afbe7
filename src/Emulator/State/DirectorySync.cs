using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Eso.Emulator.State;

/// <summary>
/// Syncs a directory's own entries: a file that was made or renamed is only safe once its directory is. .NET opens no
/// directories; where the system offers no such call (Windows) the file system's journal has to do.
/// </summary>
internal static class DirectorySync
{
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(directory, 0);
        if (handle >= 0)
        {
            _ = Fsync(handle);
            _ = Close(handle);
        }
    }

    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "The generator needs unsafe code.")]
    [DllImport(
        "libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(string path, int flags);

    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "The generator needs unsafe code.")]
    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int handle);

    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "The generator needs unsafe code.")]
    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
