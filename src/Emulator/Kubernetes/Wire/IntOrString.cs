using System.Globalization;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>An integer or a text such as a percentage, as apimachinery's intstr does it.</summary>
/// <param name="Text">Null when it is a number.</param>
/// <param name="Number">0 when it is a text.</param>
internal readonly record struct IntOrString(string? Text, int Number)
{
    /// <summary>A number when the text is an int32 as strconv reads it, else a text.</summary>
    public static IntOrString Parse(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new IntOrString(null, number)
            : new IntOrString(text, 0);

    /// <summary>The number, or the percentage of a total; null and an error when the text is no percentage.</summary>
    public long? Scaled(int total, bool roundUp, out string error)
    {
        error = "";
        if (Text is null)
        {
            return Number;
        }

        if (!Text.EndsWith('%'))
        {
            error = "invalid value for IntOrString: invalid type: string is not a percentage";
            return null;
        }

        if (!long.TryParse(Text.AsSpan(0, Text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent))
        {
            error = $"invalid value for IntOrString: invalid value {Validation.FieldError.Quote(Text)}: "
                + $"strconv.Atoi: parsing {Validation.FieldError.Quote(Text[..^1])}: invalid syntax";
            return null;
        }

        var scaled = (double)percent * total / 100;
        return (long)(roundUp ? Math.Ceiling(scaled) : Math.Floor(scaled));
    }

    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
