namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>
/// Spreads refreshes so that many objects of one interval do not stampede: each is brought forward by a share of its
/// interval that depends on its uid alone, onto a grid whose steps still gather enough objects for full batches. A small
/// world (fewer than <see cref="CrowdMin"/> objects) is left exactly on time.
/// </summary>
internal static class RefreshSpread
{
    public const int CrowdMin = 100;
    private const int ObjectsPerStep = 200;
    private const int StepsMax = 600;

    public static TimeSpan Earlier(string uid, DateTimeOffset due, TimeSpan interval, int objects, double share)
    {
        if (objects < CrowdMin || share <= 0 || interval <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var steps = Math.Clamp(objects / ObjectsPerStep, 1, StepsMax);
        var step = interval.Ticks * share / steps;
        if (step < TimeSpan.TicksPerMillisecond)
        {
            return TimeSpan.Zero;
        }

        var wanted = due.UtcTicks - (long)(Hash(uid) % (uint)steps * step);
        var aligned = (long)(Math.Floor(wanted / step) * step);
        return TimeSpan.FromTicks(Math.Max(0, due.UtcTicks - aligned));
    }

    // FNV-1a: the same in every process, unlike string.GetHashCode.
    private static uint Hash(string text)
    {
        var hash = 2166136261;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
