using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>An evaluation error; a value like others until it reaches the top or an operator absorbs it.</summary>
internal sealed record CelError(string Message)
{
    public static CelError NoOverload { get; } = new("no such overload");
}

internal sealed record CelOptional(bool HasValue, object? Value)
{
    public static CelOptional None { get; } = new(false, null);

    public static CelOptional Of(object? value) => new(true, value);
}

/// <summary>A point in time with the zone it was written in.</summary>
internal sealed record CelTime(GoInstant Utc, int OffsetSeconds)
{
    public decimal Nanos => ((decimal)Utc.UnixSeconds * 1_000_000_000m) + Utc.Nanos;

    public override string ToString()
    {
        var local = new GoInstant(Utc.Date.AddSeconds(OffsetSeconds), Utc.Nanos);
        var text = GoTime.FormatNano(local);
        var size = Math.Abs(OffsetSeconds) / 60;
        return OffsetSeconds == 0 ? text : $"{text[..^1]}{(OffsetSeconds < 0 ? '-' : '+')}{size / 60:00}:{size % 60:00}";
    }
}

/// <summary>A length of time in nanoseconds.</summary>
internal sealed record CelSpan(long Nanos);

/// <summary>A map value; keys are strings, numbers or booleans.</summary>
internal abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<object> Keys { get; }

    public abstract bool TryGet(object key, out object? value);

    /// <summary>A field by its name in an expression.</summary>
    public virtual bool TryField(string name, out object? value) => TryGet(name, out value);
}

internal sealed class CelDictionary(IEnumerable<KeyValuePair<object, object?>> entries) : CelMap
{
    private readonly Dictionary<object, object?> _entries = new(entries, CelValues.Keys);

    public override int Count => _entries.Count;

    public override IEnumerable<object> Keys => _entries.Keys;

    public override bool TryGet(object key, out object? value) => _entries.TryGetValue(key, out value);
}

/// <summary>A JSON object under a schema; with declared fields, expression names are unescaped.</summary>
internal sealed class CelJsonMap(JsonObject obj, SchemaNode? schema, bool isResource) : CelMap
{
    public override int Count => obj.Count;

    public override IEnumerable<object> Keys => obj.Select(p => (object)p.Key);

    public override bool TryGet(object key, out object? value)
    {
        value = null;
        if (key is not string name || !obj.TryGetPropertyValue(name, out var node))
        {
            return false;
        }

        value = CelValues.From(node, isResource && name == "metadata" ? null : schema?.Child(name));
        return true;
    }

    public override bool TryField(string name, out object? value)
    {
        var property = schema is { Properties.Count: > 0 } ? CelNames.Unescape(name) : name;
        return TryGet(property ?? name, out value);
    }
}

/// <summary>A JSON array under a schema; sets and maps compare without regard to order.</summary>
internal sealed class CelJsonList(JsonArray list, SchemaNode? schema) : IReadOnlyList<object?>
{
    public string ListType => schema?.ListType ?? "atomic";

    public int Count => list.Count;

    public object? this[int index] => CelValues.From(list[index], schema?.Items);

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < list.Count; i++)
        {
            yield return this[i];
        }
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Conversions and comparisons of values.</summary>
internal static class CelValues
{
    public static IEqualityComparer<object> Keys { get; } = EqualityComparer<object>.Create(Equal, Hash);

    /// <summary>The value of a JSON node under a schema.</summary>
    public static object? From(JsonNode? node, SchemaNode? schema, bool isResource = false)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject obj:
                return new CelJsonMap(obj, schema, isResource || schema is { EmbeddedResource: true });
            case JsonArray list:
                return new CelJsonList(list, schema);
        }

        switch (node.GetValueKind())
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.String:
                return Text(node.GetValue<string>(), schema);
            default:
                return Number(node, schema);
        }
    }

    private static object Number(JsonNode node, SchemaNode? schema)
    {
        if (schema is { Type: "number", IntOrString: false } || !GoNumbers.TryInt64(node, out var integer))
        {
            // An integer that was written 1.0 passes the type check, and then no rule can read it.
            return schema is { Type: "integer", IntOrString: false }
                ? new CelError("invalid data, expected int, got float64")
                : GoNumbers.Double(node);
        }

        return integer;
    }

    public static bool Equal(object? a, object? b)
    {
        switch (a, b)
        {
            case (null, null):
                return true;
            case (null, _) or (_, null):
                return false;
            case (long or ulong or double, long or ulong or double):
                return Compare(a, b) == 0;
            case (string x, string y):
                return x == y;
            case (byte[] x, byte[] y):
                return x.AsSpan().SequenceEqual(y);
            case (CelMap x, CelMap y):
                return x.Count == y.Count && x.Keys.All(k => x.TryGet(k, out var v) && y.TryGet(k, out var w) && Equal(v, w));
            case (IReadOnlyList<object?> x, IReadOnlyList<object?> y):
                return Lists(x, y);
            case (CelTime x, CelTime y):
                return x.Utc == y.Utc;
            case (Quantity x, Quantity y):
                return x.CompareTo(y) == 0;
            case (CelType x, CelType y):
                return TypeName(x) == TypeName(y);
            case (CelOptional x, CelOptional y):
                return x.HasValue == y.HasValue && Equal(x.Value, y.Value);
            default:
                return a.GetType() == b.GetType() && a.Equals(b);
        }
    }

    /// <summary>The order of two values; null when they have none.</summary>
    public static int? Compare(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => x.CompareTo(y),
        (ulong x, ulong y) => x.CompareTo(y),
        (long x, ulong y) => x < 0 ? -1 : ((ulong)x).CompareTo(y),
        (ulong x, long y) => y < 0 ? 1 : x.CompareTo((ulong)y),
        (double x, double y) => Real(x, y),
        (double x, long y) => Real(x, y),
        (long x, double y) => Real(x, y),
        (double x, ulong y) => Real(x, y),
        (ulong x, double y) => Real(x, y),
        (string x, string y) => Math.Sign(string.CompareOrdinal(x, y)),
        (bool x, bool y) => x.CompareTo(y),
        (byte[] x, byte[] y) => Math.Sign(x.AsSpan().SequenceCompareTo(y)),
        (CelTime x, CelTime y) => x.Nanos.CompareTo(y.Nanos),
        (CelSpan x, CelSpan y) => x.Nanos.CompareTo(y.Nanos),
        _ => null,
    };

    /// <summary>The type of a value, for type().</summary>
    public static CelType TypeOf(object? value) => value switch
    {
        null => CelType.Null,
        bool => CelType.Bool,
        long => CelType.Int,
        ulong => CelType.Uint,
        double => CelType.Double,
        string => CelType.String,
        byte[] => CelType.Bytes,
        CelTime => CelType.Timestamp,
        CelSpan => CelType.Duration,
        CelType => CelType.TypeOf(CelType.Dyn),
        CelObject made => CelPatchTypes.Find(made.Type) ?? CelType.Dyn,
        CelMap => CelType.Map(CelType.Dyn, CelType.Dyn),
        IReadOnlyList<object?> => CelType.List(CelType.Dyn),
        CelOptional => CelType.Optional(CelType.Dyn),
        Quantity => CelType.Opaque("kubernetes.Quantity"),
        CelNet net => CelType.Opaque(net.Bits is null ? "net.IP" : "net.CIDR"),
        CelUrl => CelType.Opaque("kubernetes.URL"),
        CelSemver => CelType.Opaque("kubernetes.Semver"),
        CelFormat => CelType.Opaque("kubernetes.NamedFormat"),
        _ => CelType.Dyn,
    };

    public static string TypeName(CelType type) => type.Kind switch
    {
        CelKind.Null => "null_type",
        CelKind.List => "list",
        CelKind.Map => "map",
        CelKind.Optional => "optional_type",
        CelKind.Type => "type",
        _ => type.ToString(),
    };

    public static int Hash(object value) => value switch
    {
        long or ulong or double => Convert.ToDouble(value, CultureInfo.InvariantCulture).GetHashCode(),
        string s => s.GetHashCode(StringComparison.Ordinal),
        bool b => b.GetHashCode(),
        IReadOnlyList<object?> list => list.Count,
        CelMap map => map.Count,
        byte[] bytes => bytes.Length,
        _ => 0,
    };

    private static int? Real(double x, double y) => double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);

    private static bool Lists(IReadOnlyList<object?> a, IReadOnlyList<object?> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        if (a is CelJsonList { ListType: "set" or "map" } && b is CelJsonList { ListType: "set" or "map" })
        {
            return a.All(x => b.Any(y => Equal(x, y)));
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!Equal(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static object? Text(string text, SchemaNode? schema)
    {
        if (schema is not { Type: "string", IntOrString: false, Nullable: false })
        {
            return text;
        }

        switch (schema.Format)
        {
            case "byte":
                return GoBase64.Decode(text, out _) is { } bytes ? bytes : new CelError("failed to decode base64: " + text);
            case "duration":
                return GoDuration.Parse(text, out var fault) is { } nanos ? new CelSpan(nanos) : new CelError(fault);
            case "date":
                return CelTimes.Parse(text + "T00:00:00Z") is { } day ? day : new CelError($"Invalid date {text}");
            case "date-time":
                return CelTimes.Parse(text) is { } time ? time : new CelError($"Invalid date-time {text}");
            default:
                return text;
        }
    }
}
