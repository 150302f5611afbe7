namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>A time.Location: UTC, a fixed offset, or a zone of the system's database.</summary>
internal sealed record GoZone(string Name, int FixedOffset = 0)
{
    private TimeZoneInfo? Rules { get; init; }

    internal static readonly GoZone Utc = new("UTC");

    /// <summary>time.Local: UTC by another name, since a controller runs in a container without a zone.</summary>
    internal static readonly GoZone Local = new("Local");

    /// <summary>time.LoadLocation; null when there is no such zone, or no database.</summary>
    internal static GoZone? Load(string name)
    {
        if (name is "" or "UTC") return Utc;
        if (name is "Local") return Local;
        if (name.Contains("..") || name[0] is '/' or '\\' || name.Length > 100) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var rules) ? new GoZone(name) { Rules = rules } : null;
    }

    /// <summary>Offset from UTC in seconds, and the abbreviation in use.</summary>
    internal (int Offset, string Abbreviation) OffsetAt(long unixSeconds)
    {
        if (Rules is null) return (FixedOffset, ReferenceEquals(this, Local) ? "UTC" : Name);
        var at = DateTimeOffset.FromUnixTimeSeconds(Clamp(unixSeconds));
        var offset = (int)Rules.GetUtcOffset(at).TotalSeconds;
        var name = Rules.IsDaylightSavingTime(at) ? Rules.DaylightName : Rules.StandardName;
        return (offset, name.Length is > 0 and <= 6 ? name : Numeric(offset));
    }

    /// <summary>Whether daylight saving is in effect.</summary>
    internal bool IsSummerAt(long unixSeconds) =>
        Rules?.IsDaylightSavingTime(DateTimeOffset.FromUnixTimeSeconds(Clamp(unixSeconds))) ?? false;

    // The database says nothing about years DateTime cannot hold.
    private static long Clamp(long unixSeconds) =>
        Math.Clamp(unixSeconds, -62135596800 + 86400, 253402300799 - 86400);

    /// <summary>The offset that holds at a local time.</summary>
    internal int OffsetOfLocal(long localSeconds)
    {
        if (Rules is null) return FixedOffset;
        var guess = OffsetAt(localSeconds).Offset;
        return OffsetAt(localSeconds - guess).Offset;
    }

    private static string Numeric(int offset)
    {
        var minutes = Math.Abs(offset) / 60;
        return $"{(offset < 0 ? '-' : '+')}{minutes / 60:00}{(minutes % 60 == 0 ? "" : (minutes % 60).ToString("00"))}";
    }
}
