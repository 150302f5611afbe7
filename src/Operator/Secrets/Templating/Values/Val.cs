namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>
/// What text/template passes around as a reflect.Value: a value with its static type as far as it matters, which is
/// whether it sits in an interface, or no value at all.
/// </summary>
internal readonly struct Val
{
    private enum State : byte
    {
        Missing,
        Invalid,
        Plain,
        Interface,
    }

    private readonly State _state;

    private Val(object? value, State state) => (Object, _state) = (value, state);

    /// <summary>There is no previous value in the pipeline.</summary>
    internal static readonly Val Missing;

    /// <summary>The zero reflect.Value.</summary>
    internal static readonly Val Invalid = new(null, State.Invalid);

    internal object? Object { get; }

    internal bool IsMissing => _state == State.Missing;

    internal bool IsValid => _state > State.Invalid;

    internal bool IsInterface => _state == State.Interface;

    /// <summary>A value of its own type; nil has none.</summary>
    internal static Val Of(object? value) => value is null ? Invalid : new Val(value, State.Plain);

    /// <summary>A value, or nil, held by an interface.</summary>
    internal static Val InInterface(object? value) => new(value, State.Interface);

    /// <summary>An item of a collection with the given element type.</summary>
    internal static Val Item(GoType element, object? value) =>
        element.Kind == GoKind.Interface ? InInterface(value) : Of(value);

    /// <summary>Out of the interface: nil becomes no value.</summary>
    internal Val Unwrapped => IsInterface ? Of(Object) : this;

    /// <summary>Static type; null when there is no value.</summary>
    internal GoType? Type => IsInterface ? GoType.Interface : IsValid ? GoType.Of(Object) : null;

    internal GoKind Kind => Type?.Kind ?? GoKind.Invalid;

    /// <summary>Go's truth: not the zero of its type; structs and pointers are true.</summary>
    internal bool IsTrue => Object switch
    {
        null => false,
        bool b => b,
        string s => s.Length > 0,
        nint i => i != 0,
        long i => i != 0,
        double f => f != 0,
        GoSlice slice => slice.Count > 0,
        GoMap map => map.Count > 0,
        int i => i != 0,
        uint i => i != 0,
        ulong i => i != 0,
        byte i => i != 0,
        float f => f != 0,
        System.Numerics.Complex c => c != System.Numerics.Complex.Zero,
        GoNamedInteger n => n.Value != 0,
        GoDurationValue d => d.Nanoseconds != 0,
        _ => true,
    };
}
