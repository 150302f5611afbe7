namespace Eso.Emulator.Kubernetes.Fields;

/// <summary>One field of a Kubernetes type: its JSON and Go facts, how patches merge it, where it is in protobuf.</summary>
internal sealed class FieldInfo
{
    public required string Name { get; init; }

    public required ValueType Value { get; init; }

    /// <summary>Where it stands among its type's fields.</summary>
    public int Place { get; internal set; }

    public FieldShape Shape => Value.Shape;

    /// <summary>Type of the object, of a list's items or of a map's values.</summary>
    public TypeInfo? Object => Value.Object;

    public ValueType? Item => Value.Item;

    public bool Required { get; init; }

    /// <summary>A pointer in Go: present zero values are kept.</summary>
    public bool Pointer { get; init; }

    /// <summary>Written even when zero: no omitempty, or a struct held by value.</summary>
    public bool AlwaysWritten { get; init; }

    /// <summary>Strategic merge: the key that identifies list items.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>Strategic merge: <c>merge</c>, <c>replace</c>, <c>retainKeys</c>, <c>merge,retainKeys</c>.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary><c>atomic</c>, <c>set</c>, <c>map</c> or null (atomic).</summary>
    public string? ListType { get; init; }

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary><c>atomic</c>, <c>granular</c> or null (granular).</summary>
    public string? MapType { get; init; }

    /// <summary>Field number; 0 when not on the protobuf wire, and for fields of embedded messages, see <see cref="ProtoPath"/>.</summary>
    public int ProtoNumber => ProtoPath.Length == 1 ? ProtoPath[0] : 0;

    /// <summary>Field numbers from the message down through embedded messages to the field; empty when not on the wire.</summary>
    public int[] ProtoPath { get; init; } = [];

    /// <summary>The items are wrapped in a message of their own in protobuf (ExtraValue, Verbs).</summary>
    public bool ProtoWrapped { get; init; }

    public override string ToString() => Name;
}
