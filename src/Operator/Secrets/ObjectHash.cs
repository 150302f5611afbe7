using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Operator.Secrets;

/// <summary>
/// ESO's ObjectHash: lower-case hex SHA3-224 of what Go's <c>fmt.Sprintf("%+v", x)</c> prints. It stands in
/// annotations,
/// labels and status, so it must agree byte for byte with what ESO wrote before us.
/// </summary>
public static class ObjectHash
{
    /// <summary>Of a Secret's data (<c>map[string][]byte</c>): the annotation <c>…/data-hash</c>.</summary>
    public static string OfData(IEnumerable<KeyValuePair<string, SecretBytes>>? data)
    {
        var sponge = new Sha3.Sponge(stackalloc ulong[25], stackalloc byte[Sha3.RateBytes]);
        sponge.Append("map["u8);
        var first = true;
        foreach (var (key, value) in Sorted(data))
        {
            sponge.Append(Encoding.UTF8.GetBytes(first ? key : " " + key));
            sponge.Append(":["u8);
            AppendNumbers(ref sponge, value.Reveal().Span);
            sponge.Append("]"u8);
            first = false;
        }

        sponge.Append("]"u8);
        return sponge.Hex();
    }

    /// <summary>Of a plain string, e.g. <c>namespace/name</c> for the created-by label.</summary>
    public static string OfText(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>Of an object's annotations and labels.</summary>
    public static string OfMetadata(
        IEnumerable<KeyValuePair<string, string>>? annotations,
        IEnumerable<KeyValuePair<string, string>>? labels) =>
        OfText($"{{annotations:{FormatMap(annotations)} labels:{FormatMap(labels)}}}");

    /// <summary>ESO's syncedResourceVersion: the generation and the hash of the metadata.</summary>
    public static string ResourceVersion(
        long generation,
        IEnumerable<KeyValuePair<string, string>>? annotations,
        IEnumerable<KeyValuePair<string, string>>? labels) =>
        $"{generation.ToString(CultureInfo.InvariantCulture)}-{OfMetadata(annotations, labels)}";

    /// <summary>
    /// Of unstructured content (a generic target's spec or data): integers are int64, other numbers float64.
    /// </summary>
    public static string OfJson(JsonNode? value)
    {
        var text = new StringBuilder();
        Format(text, value);
        return OfText(text.ToString());
    }

    internal static string FormatMap(IEnumerable<KeyValuePair<string, string>>? map) =>
        $"map[{string.Join(' ', Sorted(map).Select(static e => $"{e.Key}:{e.Value}"))}]";

    private static void Format(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case null:
                text.Append("<nil>");
                break;
            case JsonObject map:
                text.Append("map[");
                var first = true;
                foreach (var (key, child) in Sorted(map))
                {
                    text.Append(first ? "" : " ").Append(key).Append(':');
                    Format(text, child);
                    first = false;
                }

                text.Append(']');
                break;
            case JsonArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    text.Append(i == 0 ? "" : " ");
                    Format(text, list[i]);
                }

                text.Append(']');
                break;
            default:
                text.Append(FormatScalar(value));
                break;
        }
    }

    private static string FormatScalar(JsonNode value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                return value.GetValue<string>();
            case JsonValueKind.True:
                return "true";
            case JsonValueKind.False:
                return "false";
            default:
                var raw = value.ToJsonString();
                return long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                    ? whole.ToString(CultureInfo.InvariantCulture)
                    : Json.GoNumber.FormatG(double.Parse(raw, CultureInfo.InvariantCulture));
        }
    }

    // Go prints maps in the order of their keys' bytes; UTF-16 order differs above U+FFFF.
    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(IEnumerable<KeyValuePair<string, T>>? map) =>
        map is null ? [] : map.OrderBy(static e => e.Key, GoOrder.Instance);

    // As Go prints a slice of bytes: decimal numbers with blanks between them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AppendNumbers(ref Sha3.Sponge sponge, ReadOnlySpan<byte> value)
    {
        Span<byte> text = stackalloc byte[1024];
        var used = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (used > text.Length - 4)
            {
                sponge.Append(text[..used]);
                used = 0;
            }

            if (i > 0)
            {
                text[used++] = (byte)' ';
            }

            int n = value[i];
            if (n >= 100)
            {
                text[used++] = (byte)('0' + (n / 100));
            }

            if (n >= 10)
            {
                text[used++] = (byte)('0' + (n / 10 % 10));
            }

            text[used++] = (byte)('0' + (n % 10));
        }

        sponge.Append(text[..used]);
    }

    private static string Hash(ReadOnlySpan<byte> formatted) => Sha3.Hex224(formatted);
}
