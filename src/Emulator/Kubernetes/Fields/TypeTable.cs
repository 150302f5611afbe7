using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Fields;

/// <summary>
/// The field facts of all built-in types, from Data/kube-fields.txt. Only an index is made at start; a type is read when
/// it is first asked for.
/// </summary>
internal sealed class TypeTable
{
    private const string Resource = "Kubernetes/Data/kube-fields.txt";
    private static readonly Lazy<TypeTable> LazyShared = new(() => new TypeTable(ReadResource()));

    private readonly string _text;
    private readonly Dictionary<string, (int Start, int End)> _index = new(1024, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TypeInfo> _types = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<TypeKind, string>> _kinds;

    internal TypeTable(string text)
    {
        _text = text;
        _kinds = new Lazy<Dictionary<TypeKind, string>>(IndexKinds);
        string? name = null;
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            if (text[at] is not (' ' or '#'))
            {
                Remember(name, start, at);
                var space = text.AsSpan(at, end - at).IndexOf(' ');
                name = text.Substring(at, space < 0 ? end - at : space);
                start = at;
            }

            at = end + 1;
        }

        Remember(name, start, text.Length);
    }

    public static TypeTable Shared => LazyShared.Value;

    public IEnumerable<string> Names => _index.Keys.Order(StringComparer.Ordinal);

    /// <summary>The type with this OpenAPI name; null when there is none.</summary>
    public TypeInfo? Find(string name)
    {
        if (_types.TryGetValue(name, out var known))
        {
            return known;
        }

        return _index.TryGetValue(name, out var range)
            ? _types.GetOrAdd(name, static (_, a) => a.Table.Read(a.Range.Start, a.Range.End), (Table: this, Range: range))
            : null;
    }

    /// <summary>The type a group, version and kind serves as; null for custom resources and unknown kinds.</summary>
    public TypeInfo? FindKind(string group, string version, string kind) =>
        _kinds.Value.TryGetValue(new TypeKind(group, version, kind), out var name) ? Find(name) : null;

    private static string ReadResource()
    {
        using var stream = typeof(TypeTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static TypeKind[] ParseKinds(ReadOnlySpan<char> text) =>
        [.. text.ToString().Split(',').Select(k => k.Split('/')).Select(p => new TypeKind(p[0], p[1], p[2]))];

    private void Remember(string? name, int start, int end)
    {
        if (name is not null)
        {
            _index[name] = (start, end);
        }
    }

    private Dictionary<TypeKind, string> IndexKinds()
    {
        var kinds = new Dictionary<TypeKind, string>();
        foreach (var (name, (start, end)) in _index)
        {
            var head = _text.AsSpan(start, end - start);
            head = head[..(head.IndexOf('\n') is var line && line < 0 ? head.Length : line)];
            foreach (var word in head.Split(' '))
            {
                if (head[word].StartsWith("gvk="))
                {
                    foreach (var kind in ParseKinds(head[word][4..]))
                    {
                        kinds[kind] = name;
                    }
                }
            }
        }

        return kinds;
    }

    private TypeInfo Read(int start, int end)
    {
        var lines = _text.Substring(start, end - start).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var head = lines[0].Split(' ');
        var gvk = head.FirstOrDefault(w => w.StartsWith("gvk=", StringComparison.Ordinal));
        return new TypeInfo(head[0], lines.Skip(1).Select(ReadField).ToArray())
        {
            Kinds = gvk is null ? [] : ParseKinds(gvk.AsSpan(4)),
            Atomic = head.Contains("mt=atomic"),
            Union = head.FirstOrDefault(w => w.StartsWith("un=", StringComparison.Ordinal))?[3..],
        };
    }

    private FieldInfo ReadField(string line)
    {
        var words = line[1..].Split(' ');
        string? Attribute(string key) =>
            words.Skip(3).FirstOrDefault(w => w.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
        return new FieldInfo
        {
            Name = words[0],
            Value = ReadType(words[1], Attribute("gt=")),
            ProtoPath = words[2] == "0"
                ? []
                : [.. words[2].Split('.').Select(n => int.Parse(n, CultureInfo.InvariantCulture))],
            Required = words.Contains("!"),
            Pointer = words.Contains("p"),
            AlwaysWritten = words.Contains("e"),
            ProtoWrapped = words.Contains("w"),
            PatchMergeKey = Attribute("mk="),
            PatchStrategy = Attribute("ms="),
            ListType = Attribute("lt="),
            ListMapKeys = Attribute("lk=")?.Split(',') ?? [],
            MapType = Attribute("mt="),
        };
    }

    private ValueType ReadType(string expression, string? goType)
    {
        if (expression.StartsWith("[]", StringComparison.Ordinal) || expression.StartsWith("{}", StringComparison.Ordinal))
        {
            var map = expression[0] == '{';
            var prefix = map ? "map[string]" : "[]";
            var itemType = goType is not null && goType.StartsWith(prefix, StringComparison.Ordinal) ? goType[prefix.Length..] : null;
            var item = ReadType(expression[2..], itemType);
            return new ValueType(this, map ? FieldShape.Map : FieldShape.List, goType ?? prefix + item.GoType) { Item = item };
        }

        if (expression[0] == '@')
        {
            var name = expression[1..];
            var package = name.LastIndexOf('.', name.LastIndexOf('.') - 1);
            return new ValueType(this, name, goType ?? name[(package + 1)..]);
        }

        var (shape, plain, raw) = Scalar(expression);
        return new ValueType(this, shape, goType ?? plain) { Is32Bit = expression == "int32", Raw = raw };
    }

    private static (FieldShape Shape, string GoType, RawForm Raw) Scalar(string expression) => expression switch
    {
        "string" => (FieldShape.String, "string", RawForm.None),
        "int32" => (FieldShape.Integer, "int32", RawForm.None),
        "int64" => (FieldShape.Integer, "int64", RawForm.None),
        "bool" => (FieldShape.Boolean, "bool", RawForm.None),
        "double" => (FieldShape.Number, "float64", RawForm.None),
        "bytes" => (FieldShape.Bytes, "[]uint8", RawForm.None),
        "quantity" => (FieldShape.Quantity, "resource.Quantity", RawForm.None),
        "intorstring" => (FieldShape.IntOrString, "intstr.IntOrString", RawForm.None),
        "time" => (FieldShape.Time, "v1.Time", RawForm.None),
        "microtime" => (FieldShape.MicroTime, "v1.MicroTime", RawForm.None),
        "duration" => (FieldShape.Duration, "v1.Duration", RawForm.None),
        "raw" => (FieldShape.Raw, "runtime.RawExtension", RawForm.RawExtension),
        "fieldsv1" => (FieldShape.Raw, "v1.FieldsV1", RawForm.FieldsV1),
        "json" => (FieldShape.Raw, "v1.JSON", RawForm.Json),
        "schemaorarray" => (FieldShape.Raw, "v1.JSONSchemaPropsOrArray", RawForm.SchemaOrArray),
        "schemaorbool" => (FieldShape.Raw, "v1.JSONSchemaPropsOrBool", RawForm.SchemaOrBool),
        "schemaorstrings" => (FieldShape.Raw, "v1.JSONSchemaPropsOrStringArray", RawForm.SchemaOrStrings),
        _ => throw new InvalidOperationException($"Unknown type expression {expression} in {Resource}."),
    };
}
