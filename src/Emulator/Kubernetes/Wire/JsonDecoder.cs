using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// Decodes one JSON text whose syntax was already checked. Follows encoding/json (in sigs.k8s.io/json's form): a value of
/// the wrong type is remembered and skipped, the first such error is told at the end; errors of a type's own decoder
/// (times, quantities) stop at once.
/// </summary>
internal sealed partial class JsonDecoder(ReadOnlyMemory<byte> json)
{
    private const int StrictErrorsMax = 100;

    private readonly ReadOnlyMemory<byte> _json = json;
    private readonly List<(string? Name, int Index)> _strictPath = [];
    private readonly List<string> _fieldStack = [];
    private HashSet<string>? _seenErrors;
    private string? _struct;
    private string? _savedError;
    private int _at;

    public List<string> StrictErrors { get; } = [];

    /// <summary>Number nodes keep their text, such as 1.0.</summary>
    public bool KeepNumbers { get; init; }

    /// <summary>False inside values that Go decodes with a plain json.Unmarshal of their own.</summary>
    private bool Strict { get; set; } = true;

    public static string GoWord(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };

    public void ThrowIfFailed()
    {
        if (_savedError is not null)
        {
            throw new DecodeException(_savedError);
        }
    }

    public JsonNode? Untyped()
    {
        SkipSpace();
        switch (Current)
        {
            case (byte)'{':
                return UntypedObject();
            case (byte)'[':
                var list = new JsonArray();
                var index = 0;
                while (NextItem())
                {
                    Push(index++);
                    list.Add(Untyped());
                    Pop();
                }

                return list;
            case (byte)'"':
                return JsonValue.Create(ReadString());
            case (byte)'t' or (byte)'f':
                return JsonValue.Create(ReadBoolean());
            case (byte)'n':
                _at += 4;
                return null;
            default:
                return UntypedNumber();
        }
    }

    public JsonNode? Typed(TypeInfo type)
    {
        SkipSpace();
        if (Current == 'n')
        {
            _at += 4;
            return new JsonObject();
        }

        if (Current != '{')
        {
            TypeFault(type.GoType);
            return null;
        }

        return TypedObject(type, null);
    }

    public JsonValueKind PeekKind()
    {
        SkipSpace();
        return Current switch
        {
            (byte)'{' => JsonValueKind.Object,
            (byte)'[' => JsonValueKind.Array,
            (byte)'"' => JsonValueKind.String,
            (byte)'t' => JsonValueKind.True,
            (byte)'f' => JsonValueKind.False,
            (byte)'n' => JsonValueKind.Null,
            _ => JsonValueKind.Number,
        };
    }

    /// <summary>What an anonymous struct of apiVersion and kind says of this object; null when it fits.</summary>
    public string? VersionKindFault()
    {
        while (NextKey() is { } key)
        {
            var kind = PeekKind();
            // encoding/json folds case here, unlike the strict decoder used for the object itself.
            if ((key.Equals("kind", StringComparison.OrdinalIgnoreCase) || key.Equals("apiVersion", StringComparison.OrdinalIgnoreCase))
                && kind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                var field = key.Equals("kind", StringComparison.OrdinalIgnoreCase) ? "kind" : "apiVersion";
                return $"json: cannot unmarshal {GoWord(kind)} into Go struct field .{field} of type string";
            }

            Skip();
        }

        return null;
    }

    private JsonObject UntypedObject()
    {
        var result = new JsonObject();
        while (NextKey() is { } key)
        {
            var again = result.ContainsKey(key);
            if (again)
            {
                Report("duplicate", key);
            }

            Push(key);
            var value = Untyped();
            Pop();
            result[key] = value;
        }

        return result;
    }

    private JsonNode? UntypedNumber()
    {
        var text = ReadNumber();
        var node = KeepNumbers ? JsonValue.Create(JsonElement.Parse(text)) : GoNumbers.Parse(text);
        if (node is null)
        {
            Save($"number {System.Text.Encoding.ASCII.GetString(text)}", "float64");
        }

        return node;
    }

    private void Report(string what, string name)
    {
        if (!Strict || StrictErrors.Count >= StrictErrorsMax)
        {
            return;
        }

        Push(name);
        var text = $"{what} field {Quote(StrictPath())}";
        Pop();
        if ((_seenErrors ??= new HashSet<string>(StringComparer.Ordinal)).Add(text))
        {
            StrictErrors.Add(text);
        }
    }

    private void Push(string name) => _strictPath.Add((name, 0));

    private void Push(int index) => _strictPath.Add((null, index));

    private string StrictPath() => string.Concat(_strictPath.Select((part, i) =>
        part.Name is null ? $"[{part.Index.ToString(CultureInfo.InvariantCulture)}]" : i == 0 ? part.Name : "." + part.Name));

    private void Pop() => _strictPath.RemoveAt(_strictPath.Count - 1);

    /// <summary>Remembers a wrong type and skips the value.</summary>
    private void TypeFault(string goType)
    {
        Save(GoWord(PeekKind()), goType);
        Skip();
    }

    private void Save(string value, string goType) => _savedError ??= TypeError(value, goType);

    private string TypeError(string value, string goType) => _struct is null
        ? $"json: cannot unmarshal {value} into Go value of type {goType}"
        : $"json: cannot unmarshal {value} into Go struct field {_struct}.{string.Join('.', _fieldStack)} of type {goType}";

    private static string Quote(string text) => Validation.FieldError.Quote(text);
}
