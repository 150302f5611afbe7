using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// JSON as Go holds it in <c>any</c>: text, double, bool, null, list, map (the last of equal keys counts), and written
/// back with sorted keys.
/// </summary>
internal static class GoJsonValue
{
    /// <summary>The members of a JSON object; null JSON is an empty one.</summary>
    /// <exception cref="ValueException">Go's message for <c>map[string]interface {}</c>.</exception>
    public static Dictionary<string, object?> ReadObject(ReadOnlySpan<byte> bytes)
    {
        var json = ByteText.FromBytes(bytes);
        if (GoJsonCheck.Error(json) is { } error)
        {
            throw new ValueException(error);
        }

        return Value(GjsonScan.Parse(json)) switch
        {
            Dictionary<string, object?> map => map,
            null => [],
            string => throw Mismatch("string"),
            double => throw Mismatch("number"),
            bool => throw Mismatch("bool"),
            _ => throw Mismatch("array"),
        };
    }

    /// <summary>Any JSON value.</summary>
    /// <exception cref="ValueException">Go's message.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes)
    {
        var json = ByteText.FromBytes(bytes);
        return GoJsonCheck.Error(json) is { } error ? throw new ValueException(error) : Value(GjsonScan.Parse(json));
    }

    /// <summary>json.Marshal, or an encoder without HTML escapes.</summary>
    public static string Write(object? value, bool escapeHtml)
    {
        var text = new StringBuilder();
        Write(text, value, escapeHtml);
        return text.ToString();
    }

    private static object? Value(GjsonResult raw)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ValueException("exceeded max depth");
        }

        switch (raw.Type)
        {
            case GjsonType.String:
                return GoJsonObject.Unquote(raw.RawBytes);
            case GjsonType.True or GjsonType.False:
                return raw.Type == GjsonType.True;
            case GjsonType.Number:
                return double.IsInfinity(raw.Number)
                    ? throw new ValueException(
                        $"json: cannot unmarshal number {raw.RawBytes} into Go value of type float64")
                    : raw.Number;
            case GjsonType.Json when raw.IsArray:
                return GjsonScan.Members(raw).Select(static m => Value(m.Value)).ToList();
            case GjsonType.Json:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (key, value) in GjsonScan.Members(raw))
                {
                    map[GoJsonObject.Unquote(key.RawBytes)] = Value(value);
                }

                return map;
            default:
                return null;
        }
    }

    private static void Write(StringBuilder text, object? value, bool escapeHtml)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ValueException("exceeded max depth");
        }

        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case double number:
                text.Append(Number(number));
                break;
            case string plain:
                GoJsonText.AppendString(text, plain, escapeHtml);
                break;
            case List<object?> list:
                Join(text, '[', ']', list, item => Write(text, item, escapeHtml));
                break;
            case Dictionary<string, object?> map:
                Join(text, '{', '}', map.OrderBy(static e => e.Key, GoOrder.Instance), entry =>
                {
                    GoJsonText.AppendString(text, entry.Key, escapeHtml);
                    text.Append(':');
                    Write(text, entry.Value, escapeHtml);
                });
                break;
            default:
                throw new ArgumentException($"no JSON for {value.GetType()}");
        }
    }

    private static void Join<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "" : ",");
            write(item);
            first = false;
        }

        text.Append(close);
    }

    // encoding/json: plain between 1e-6 and 1e21, else with the shortest exponent.
    private static string Number(double number)
    {
        var size = Math.Abs(number);
        if (size == 0 || size is >= 1e-6 and < 1e21)
        {
            return GoNumber.FormatF(number);
        }

        // Small exponents lose Go's leading zero: 1e-7, not 1e-07.
        return GoNumber.FormatE(number).Replace("e-0", "e-", StringComparison.Ordinal);
    }

    private static ValueException Mismatch(string kind) =>
        new($"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}");
}
