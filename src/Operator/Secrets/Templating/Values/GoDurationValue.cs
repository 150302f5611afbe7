using Eso.Operator.Secrets.Templating.Execution;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>time.Duration.</summary>
internal readonly record struct GoDurationValue(long Nanoseconds) : IGoStringer
{
    internal static readonly GoType DurationType = GoType.Named("time.Duration", GoKind.Int64);

    public GoType Type => DurationType;

    public string GoString() => ByteText.FromText(new GoDuration(Nanoseconds).ToString());

    [GoMethod]
    internal string String() => GoString();

    [GoMethod]
    internal double Seconds() => Nanoseconds / 1e9;

    [GoMethod]
    internal double Minutes() => Nanoseconds / 6e10;

    [GoMethod]
    internal double Hours() => Nanoseconds / 3.6e12;

    [GoMethod]
    internal long Milliseconds() => Nanoseconds / 1_000_000;

    [GoMethod]
    internal long Microseconds() => Nanoseconds / 1000;

    [GoMethod("Nanoseconds")]
    internal long Count() => Nanoseconds;

    [GoMethod]
    internal GoDurationValue Abs() => new(Nanoseconds == long.MinValue ? long.MaxValue : Math.Abs(Nanoseconds));

    [GoMethod]
    internal GoDurationValue Truncate(GoDurationValue unit) =>
        unit.Nanoseconds <= 0 ? this : new(Nanoseconds - Nanoseconds % unit.Nanoseconds);

    [GoMethod]
    internal GoDurationValue Round(GoDurationValue unit)
    {
        if (unit.Nanoseconds <= 0) return this;
        var rest = Int128.Abs(Nanoseconds % unit.Nanoseconds);
        var down = Nanoseconds - Math.Sign(Nanoseconds) * rest;
        var rounded = rest + rest < unit.Nanoseconds ? down : down + (Nanoseconds < 0 ? -unit.Nanoseconds : unit.Nanoseconds);
        return new((long)Int128.Clamp(rounded, long.MinValue, long.MaxValue));
    }
}
