using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>
/// The types by which mutating policies build patches: <c>JSONPatch</c>, and <c>Object</c> with a type per field path,
/// whose fields take anything (apiserver's pkg/cel/mutation).
/// </summary>
internal static class CelPatchTypes
{
    public const string JsonPatch = "JSONPatch";
    public const string Object = "Object";

    private static readonly CelType Patch = CelType.Object(JsonPatch, static name => name switch
    {
        "op" or "path" or "from" => CelType.String,
        "value" => CelType.Dyn,
        _ => null,
    });

    public static CelType? Find(string name) => name switch
    {
        JsonPatch => Patch,
        Object => CelType.Object(name, static _ => CelType.Dyn),
        _ when name.StartsWith(Object + ".", StringComparison.Ordinal) => CelType.Object(name, static _ => CelType.Dyn),
        _ => null,
    };
}

/// <summary>An object that an expression has built.</summary>
internal sealed class CelObject(string type, IReadOnlyDictionary<string, object?> fields) : CelMap
{
    public string Type => type;

    public override int Count => fields.Count;

    public override IEnumerable<object> Keys => fields.Keys;

    public override bool TryGet(object key, out object? value)
    {
        value = null;
        return key is string name && fields.TryGetValue(name, out value);
    }

    /// <summary>What is wrong with the type names below, which must follow the field paths; null when nothing is.</summary>
    public string? Mismatch()
    {
        var faults = new List<string>();
        Check(this, type, faults);
        return faults.Count == 0 ? null : string.Join('\n', faults);
    }

    private static void Check(object? value, string path, List<string> faults)
    {
        switch (value)
        {
            case CelObject made:
                if (made.Type != path)
                {
                    faults.Add($"unexpected type name \"{made.Type}\", expected \"{path}\", "
                        + "which matches field name path from root Object type");
                }

                foreach (var name in made.Keys.Cast<string>())
                {
                    made.TryGet(name, out var child);
                    Check(child, $"{path}.{name}", faults);
                }

                break;
            case CelDictionary map:
                foreach (var key in map.Keys)
                {
                    map.TryGet(key, out var child);
                    Check(child, path, faults);
                }

                break;
            case List<object?> list:
                list.ForEach(item => Check(item, path, faults));
                break;
        }
    }
}

/// <summary>Values of expressions as JSON.</summary>
internal static class CelJson
{
    /// <exception cref="FormatException">For a value that JSON has no form for.</exception>
    public static JsonNode? Write(object? value) => value switch
    {
        null => null,
        bool b => JsonValue.Create(b),
        long n => GoNumbers.Node(n),
        ulong n => JsonNode.Parse(n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        double d => GoNumbers.Node(d),
        string s => JsonValue.Create(s),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        CelTime time => JsonValue.Create(time.ToString()),
        CelSpan span => JsonValue.Create(Seconds(span.Nanos)),
        CelMap map => Map(map),
        IReadOnlyList<object?> list => new JsonArray([.. list.Select(Write)]),
        CelError error => throw new FormatException(error.Message),
        _ => throw new FormatException($"unsupported type {CelValues.TypeName(CelValues.TypeOf(value))}"),
    };

    private static JsonObject Map(CelMap map)
    {
        var result = new JsonObject();
        foreach (var key in map.Keys)
        {
            map.TryGet(key, out var value);
            result[key as string ?? throw new FormatException($"map key {key} is not string")] = Write(value);
        }

        return result;
    }

    // Durations travel as protobuf's JSON writes them: seconds with as many digits as need be.
    private static string Seconds(long nanos)
    {
        var text = new StringBuilder((nanos / 1e9m).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return text.Append('s').ToString();
    }
}
