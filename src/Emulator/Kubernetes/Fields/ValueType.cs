namespace Eso.Emulator.Kubernetes.Fields;

/// <summary>The type of one value: of a field, of a list's items or of a map's values.</summary>
internal sealed class ValueType
{
    private readonly TypeTable _table;
    private readonly string? _objectName;
    private TypeInfo? _object;

    internal ValueType(TypeTable table, FieldShape shape, string goType)
    {
        _table = table;
        Shape = shape;
        GoType = goType;
    }

    internal ValueType(TypeTable table, string objectName, string goType)
        : this(table, FieldShape.Object, goType) => _objectName = objectName;

    public FieldShape Shape { get; }

    /// <summary>The Go type's name as reflect prints it (<c>v1.Protocol</c>, <c>map[string]string</c>).</summary>
    public string GoType { get; }

    /// <summary>Item type of a list, value type of a map.</summary>
    public ValueType? Item { get; init; }

    /// <summary>Integers are int32 or int64.</summary>
    public bool Is32Bit { get; init; }

    public RawForm Raw { get; init; }

    /// <summary>The type of an object; for lists and maps that of their items. Null for scalars.</summary>
    public TypeInfo? Object => _objectName is null ? Item?.Object : _object ??= _table.Find(_objectName);
}
