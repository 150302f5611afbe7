using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Values as Go's %v prints what was decoded from JSON: <c>map[a:1 b:[x y]]</c>.</summary>
internal static class GoText
{
    private const int LengthMax = 1 << 20;

    public static string Format(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>A float64 as %v prints it: shortest digits, exponent below 1e-4 and from 1e21, at least two digits long.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = value == 0 ? 0 : int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is >= -4 and < 21 && value != 0
            ? GoNumbers.Text(value) is var plain && plain.Contains('e') ? Positional(shortest) : plain
            : value == 0 ? (double.IsNegative(value) ? "-0" : "0") : Exponential(shortest);
    }

    private static string Exponential(string shortest)
    {
        var real = shortest.Contains('E') ? shortest : double.Parse(shortest, CultureInfo.InvariantCulture)
            .ToString("E16", CultureInfo.InvariantCulture);
        var e = real.IndexOf('E');
        var mantissa = shortest.Contains('E') ? real[..e] : Trim(real[..e]);
        var exponent = int.Parse(real.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Positional(string shortest) =>
        decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static string Trim(string mantissa) => mantissa.Contains('.') ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa;

    private static void Append(StringBuilder text, JsonNode? node)
    {
        if (text.Length > LengthMax)
        {
            return;
        }

        switch (node)
        {
            case null:
                text.Append("<nil>");
                break;
            case JsonObject obj:
                text.Append("map[");
                var first = true;
                foreach (var (key, value) in obj.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    text.Append(first ? "" : " ").Append(key).Append(':');
                    Append(text, value);
                    first = false;
                }

                text.Append(']');
                break;
            case JsonArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    text.Append(i == 0 ? "" : " ");
                    Append(text, list[i]);
                }

                text.Append(']');
                break;
            default:
                text.Append(Scalar(node));
                break;
        }
    }

    private static string Scalar(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => GoNumbers.TryInt64(node, out var integer) ? integer.ToString(CultureInfo.InvariantCulture) : Float(GoNumbers.Double(node)),
    };
}
