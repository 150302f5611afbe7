using System.Numerics;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>reflect.Kind, as far as templates meet it. Names are what <c>kindOf</c> prints.</summary>
internal enum GoKind
{
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Float32,
    Float64,
    Complex128,
    Interface,
    Map,
    Ptr,
    Slice,
    String,
    Struct,
    Func,
}

/// <summary>
/// A Go type as error messages, <c>%T</c> and <c>typeOf</c> name it. Go's int is <see cref="nint"/>, int64 is
/// <see cref="long"/>, int32 <see cref="int"/>, and so on; strings are byte strings (<see cref="ByteText"/>).
/// </summary>
internal sealed class GoType
{
    private GoType(string name, GoKind kind, GoType? element = null) => (Name, Kind, Element) = (name, kind, element);

    internal string Name { get; }

    internal GoKind Kind { get; }

    /// <summary>Of a slice's item, a map's value, a pointer's target.</summary>
    internal GoType? Element { get; }

    internal static readonly GoType Interface = new("interface {}", GoKind.Interface);
    internal static readonly GoType ReflectValue = new("reflect.Value", GoKind.Struct);
    internal static readonly GoType Bool = new("bool", GoKind.Bool);
    internal static readonly GoType String = new("string", GoKind.String);
    internal static readonly GoType Int = new("int", GoKind.Int);
    internal static readonly GoType Int64 = new("int64", GoKind.Int64);
    internal static readonly GoType Int32 = new("int32", GoKind.Int32);
    internal static readonly GoType Uint8 = new("uint8", GoKind.Uint8);
    internal static readonly GoType Uint32 = new("uint32", GoKind.Uint32);
    internal static readonly GoType Uint64 = new("uint64", GoKind.Uint64);
    internal static readonly GoType Float32 = new("float32", GoKind.Float32);
    internal static readonly GoType Float64 = new("float64", GoKind.Float64);
    internal static readonly GoType Complex128 = new("complex128", GoKind.Complex128);
    internal static readonly GoType Interfaces = new("[]interface {}", GoKind.Slice, Interface);
    internal static readonly GoType InterfaceLists = new("[][]interface {}", GoKind.Slice, Interfaces);
    internal static readonly GoType Strings = new("[]string", GoKind.Slice, String);
    internal static readonly GoType Ints = new("[]int", GoKind.Slice, Int);
    internal static readonly GoType Bytes = new("[]uint8", GoKind.Slice, Uint8);
    internal static readonly GoType InterfaceMap = new("map[string]interface {}", GoKind.Map, Interface);
    internal static readonly GoType StringMap = new("map[string]string", GoKind.Map, String);
    internal static readonly GoType StringMaps = new("map[string]map[string]string", GoKind.Map, StringMap);
    internal static readonly GoType HashAlgorithm = new("sprig.HashAlgorithm", GoKind.String);

    internal static GoType Struct(string name) => new(name, GoKind.Struct);

    internal static GoType Pointer(GoType target) => new("*" + target.Name, GoKind.Ptr, target);

    internal static GoType Named(string name, GoKind kind) => new(name, kind);

    /// <summary>The dynamic type of a value; null for nil.</summary>
    internal static GoType? Of(object? value) => value switch
    {
        null => null,
        string => String,
        nint => Int,
        bool => Bool,
        double => Float64,
        long => Int64,
        IGoTyped typed => typed.Type,
        int => Int32,
        uint => Uint32,
        ulong => Uint64,
        byte => Uint8,
        float => Float32,
        Complex => Complex128,
        _ => throw new InvalidOperationException($"no Go type for {value.GetType().Name}"),
    };

    internal static GoKind KindOf(object? value) => Of(value)?.Kind ?? GoKind.Invalid;

    /// <summary>Whether nil is a value of the type (pointers, maps, slices, interfaces; reflect.Value by its special rule).</summary>
    internal bool CanBeNil => Kind is GoKind.Interface or GoKind.Map or GoKind.Ptr or GoKind.Slice or GoKind.Func
        || ReferenceEquals(this, ReflectValue);

    internal bool Accepts(GoType other) => ReferenceEquals(this, other) || Kind == GoKind.Interface;

    public override string ToString() => Name;

    /// <summary>reflect.Kind's own name.</summary>
    internal static string KindName(GoKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>A value that is none of C#'s primitives and knows its Go type.</summary>
internal interface IGoTyped
{
    GoType Type { get; }
}

/// <summary>A value with a String method, which fmt prefers.</summary>
internal interface IGoStringer : IGoTyped
{
    /// <summary>A byte string.</summary>
    string GoString();
}

/// <summary>A struct: its exported fields in order.</summary>
internal interface IGoStruct : IGoTyped
{
    IReadOnlyList<(string Name, object? Value)> Fields { get; }
}
