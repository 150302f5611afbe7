namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>A time.Location: UTC, a fixed offset, or a zone of the system's database.</summary>
internal sealed record GoZone(string Name, int FixedOffset = 0)
{
    private TimeZoneInfo? Rules { get; init; }

    internal static readonly GoZone Utc = new("UTC");

    /// <summary>time.LoadLocation; null when there is no such zone, or no database.</summary>
    internal static GoZone? Load(string name)
    {
        // Local is UTC: a controller runs in a container without a zone.
        if (name is "" or "UTC" or "Local") return Utc;
        if (name.Contains("..") || name[0] is '/' or '\\' || name.Length > 100) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var rules) ? new GoZone(name) { Rules = rules } : null;
    }

    /// <summary>Offset from UTC in seconds, and the abbreviation in use.</summary>
    internal (int Offset, string Abbreviation) OffsetAt(long unixSeconds)
    {
        if (Rules is null) return (FixedOffset, Name);
        // The database says nothing about years DateTime cannot hold.
        var clamped = Math.Clamp(unixSeconds, -62135596800 + 86400, 253402300799 - 86400);
        var at = DateTimeOffset.FromUnixTimeSeconds(clamped);
        var offset = (int)Rules.GetUtcOffset(at).TotalSeconds;
        var name = Rules.IsDaylightSavingTime(at) ? Rules.DaylightName : Rules.StandardName;
        return (offset, name.Length is > 0 and <= 6 ? name : Numeric(offset));
    }

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
