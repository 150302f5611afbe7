namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>The least and the most a size or a cost can be; the largest number stands for unbounded and stays so.</summary>
internal readonly record struct CelRange(ulong Min, ulong Max)
{
    public static readonly CelRange Unknown = new(0, ulong.MaxValue);

    public static CelRange Exactly(ulong value) => new(value, value);

    public static CelRange operator +(CelRange a, CelRange b) => new(Add(a.Min, b.Min), Add(a.Max, b.Max));

    public static CelRange operator +(CelRange a, ulong b) => a + Exactly(b);

    public static CelRange operator *(CelRange a, CelRange b) => new(Multiply(a.Min, b.Min), Multiply(a.Max, b.Max));

    /// <summary>Rounded up, as cel-go does at every step.</summary>
    public static CelRange operator *(CelRange a, double factor) => new(Scale(a.Min, factor), Scale(a.Max, factor));

    public CelRange Or(CelRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    public static ulong Multiply(ulong a, ulong b) => b != 0 && a > ulong.MaxValue / b ? ulong.MaxValue : a * b;

    private static ulong Add(ulong a, ulong b) => a > ulong.MaxValue - b ? ulong.MaxValue : a + b;

    private static ulong Scale(ulong value, double factor)
    {
        var scaled = Math.Ceiling(value * factor);
        return scaled <= 0 || double.IsNaN(scaled) ? 0 : scaled >= 18446744073709551616d ? ulong.MaxValue : (ulong)scaled;
    }
}
