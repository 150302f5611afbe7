using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>JSON numbers as Go keeps them: int64 when the text is one, else float64 written the way encoding/json does.</summary>
internal static class GoNumbers
{
    private static readonly JsonElement[] Small = Enumerable.Range(0, 512).Select(i => JsonElement.Parse(Text(i))).ToArray();

    /// <summary>A number node. It converts to any .NET number type, unlike JsonValue.Create(long).</summary>
    public static JsonValue Node(long value) => JsonValue.Create(
        value is >= 0 and < 512 ? Small[value] : JsonElement.Parse(Text(value)))!;

    /// <summary>A number node of a float64.</summary>
    public static JsonValue Node(double value) => JsonValue.Create(JsonElement.Parse(Text(value)))!;

    /// <summary>
    /// The node of a JSON number's text; null when it is too large for a float64. What Go would hold as a float64 stays one
    /// even without a fraction (1.0, 1e3): its text ends in .0 until <see cref="Canonical"/> writes it.
    /// </summary>
    public static JsonValue? Parse(ReadOnlySpan<byte> text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return Node(integer);
        }

        var real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(real))
        {
            return null;
        }

        var shown = Text(real);
        return shown.AsSpan().IndexOfAny('.', 'e') < 0 ? JsonValue.Create(JsonElement.Parse(shown + ".0")) : Node(real);
    }

    /// <summary>A copy of a value as encoding/json writes it: a float without a fraction has none.</summary>
    public static JsonNode Canonical(JsonNode value)
    {
        switch (value)
        {
            case JsonObject obj:
                var members = new JsonObject();
                foreach (var (key, member) in obj)
                {
                    members.Add(key, member is null ? null : Canonical(member));
                }

                return members;
            case JsonArray list:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(item is null ? null : Canonical(item));
                }

                return items;
            default:
                return IsWholeFloat(value) ? Node(Double(value)) : value.DeepClone();
        }
    }

    private static bool IsWholeFloat(JsonNode value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue<JsonElement>(out var element)
        && JsonMarshal.GetRawUtf8Value(element).EndsWith(".0"u8);

    /// <summary>A float64 as encoding/json writes it: shortest digits, exponent only below 1e-6 and from 1e21.</summary>
    public static string Text(double value)
    {
        var size = Math.Abs(value);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (size != 0 && (size < 1e-6 || size >= 1e21))
        {
            return WithExponent(shortest);
        }

        return shortest.Contains('E') ? Plain(shortest) : shortest;
    }

    /// <summary>The value as int64 when the number is one exactly.</summary>
    public static bool TryInt64(JsonNode? node, out long value)
    {
        value = 0;
        return node is JsonValue number && number.GetValueKind() == JsonValueKind.Number && (number.TryGetValue(out value)
            || long.TryParse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));
    }

    /// <summary>True for a number that Go decodes as int64.</summary>
    public static bool IsInteger(JsonNode? node) => TryInt64(node, out _);

    /// <summary>The number as a double; 0 for anything else.</summary>
    public static double Double(JsonNode? node) =>
        node is JsonValue number && number.GetValueKind() == JsonValueKind.Number
            ? double.Parse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : 0;

    private static byte[] Text(long value) => System.Text.Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private static string WithExponent(string shortest)
    {
        if (!shortest.Contains('E'))
        {
            var (sign, digits, exponent) = Split(shortest);
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}".Replace("e-0", "e-", StringComparison.Ordinal);
        }

        // .NET writes 1E-07, Go 1e-07, which encoding/json shortens to 1e-7; 1E+21 becomes 1e+21.
        return shortest.Replace('E', 'e').Replace("e-0", "e-", StringComparison.Ordinal);
    }

    /// <summary>The shortest digits of a double without an exponent.</summary>
    internal static string Plain(string shortest)
    {
        var (sign, digits, exponent) = Split(shortest);
        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>Sign, digits without zeros around them, and the power of ten of the first.</summary>
    internal static (string Sign, string Digits, int Exponent) Split(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        text = text[sign.Length..];
        var e = text.IndexOf('E');
        var exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.');
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var all = whole + (dot < 0 ? "" : mantissa[(dot + 1)..]);
        var lead = all.Length - all.TrimStart('0').Length;
        exponent += whole.Length - 1 - lead;
        var digits = all.Trim('0');
        return (sign, digits.Length == 0 ? "0" : digits, exponent);
    }
}
