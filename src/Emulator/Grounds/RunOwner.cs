using System.Diagnostics;
using System.Globalization;

namespace Eso.Emulator.Grounds;

/// <summary>
/// Whose something is that outlives processes (a container, an object on somebody's cluster): written on it when it is
/// made, so that a later run can tell what a killed one left behind from what a living one still needs.
/// </summary>
internal static class RunOwner
{
    /// <summary>Start times are computed from the boot time, which each process measures for itself.</summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(2);

    /// <summary>This process: host/id/start.</summary>
    public static string Here { get; } = Describe(Process.GetCurrentProcess());

    /// <summary>Whether the owner was a process of this machine that has ended. Of other machines nothing is known: false.</summary>
    public static bool IsGone(string? owner)
    {
        if (owner?.Split('/') is not [var host, var id, var began] || host != Environment.MachineName
            || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(began, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(number);
            return (Start(process) - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Jitter;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return true;
        }
    }

    private static string Describe(Process process) => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}/{process.Id}/{Start(process).ToUnixTimeSeconds()}");

    private static DateTimeOffset Start(Process process) => new(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
}
