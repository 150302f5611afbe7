using System.Runtime.InteropServices;

namespace Eso.Benchmarks;

/// <summary>
/// Waits far shorter than a timer's millisecond. A load that spun until its next request is due would keep one core from
/// the server that it measures.
/// </summary>
internal static class Nap
{
    private const double LongestSeconds = 0.0001;
    private const double ShortestSeconds = 0.00001;

    public static void Take(double secondsMax)
    {
        if (!OperatingSystem.IsLinux() || secondsMax < ShortestSeconds)
        {
            Thread.Yield();
            return;
        }

        var wanted = new TimeSpec { Nanoseconds = (nint)(Math.Min(secondsMax, LongestSeconds) * 1e9) };
        _ = Sleep(in wanted, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(in TimeSpec wanted, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
