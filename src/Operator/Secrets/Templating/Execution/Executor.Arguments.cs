using Eso.Operator.Secrets.Templating.Parsing;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Execution;

/// <summary>Arguments against the types of parameters.</summary>
internal sealed partial class Executor
{
    /// <summary>Null type: any value will do, kept as it is.</summary>
    private Val Validate(Val value, GoType? type)
    {
        if (type is null || ReferenceEquals(type, GoType.ReflectValue)) return value;
        if (!value.IsValid)
            return type.CanBeNil ? Val.Invalid : throw Error($"invalid value; expected {type}");
        if (type.Accepts(value.Type!)) return value;
        if (value is { IsInterface: true, Object: not null })
        {
            value = value.Unwrapped;
            if (type.Accepts(value.Type!)) return value;
        }
        throw Error($"wrong type for value; expected {type}; got {value.Type}");
    }

    private Val EvaluateArgument(Val dot, GoType? type, Node node)
    {
        Step();
        _node = node;
        switch (node)
        {
            case DotNode: return Validate(dot, type);
            case NilNode: return type is null || type.CanBeNil ? Val.Invalid : throw Error($"cannot assign nil to {type}");
            case FieldNode field: return Validate(EvaluateFieldNode(dot, field, null, Val.Missing), type);
            case VariableNode variable: return Validate(EvaluateVariable(dot, variable, null, Val.Missing), type);
            case PipeNode pipe: return Validate(EvaluatePipe(dot, pipe), type);
            case IdentifierNode name: return Validate(EvaluateFunction(dot, name, name, null, Val.Missing), type);
            case ChainNode chain: return Validate(EvaluateChain(dot, chain, null, Val.Missing), type);
        }
        if (type is null || type.Kind == GoKind.Interface || ReferenceEquals(type, GoType.ReflectValue))
            return EvaluateLiteral(node);
        return type.Kind switch
        {
            GoKind.Bool => node is BoolNode b ? Val.Of(b.Value) : throw Error($"expected bool; found {node}"),
            GoKind.String => node is StringNode s ? Text(s.Content, type) : throw Error($"expected string; found {node}"),
            GoKind.Int or GoKind.Int64 or GoKind.Int32 =>
                node is NumberNode { Int: { } i } ? Integer(i, type) : throw Error($"expected integer; found {node}"),
            GoKind.Uint8 or GoKind.Uint32 or GoKind.Uint64 => node is NumberNode { Uint: { } u }
                ? Unsigned(u, type) : throw Error($"expected unsigned integer; found {node}"),
            GoKind.Float64 => node is NumberNode { Float: { } f }
                ? Val.Of(f) : throw Error($"expected float; found {node}"),
            GoKind.Complex128 => node is NumberNode { Complex: { } c }
                ? Val.Of(c) : throw Error($"expected complex; found {node}"),
            _ => throw Error($"can't handle {node} for arg of type {type}"),
        };
    }

    private static Val Text(string text, GoType type) =>
        ReferenceEquals(type, GoType.HashAlgorithm) ? Val.Of(new GoHashAlgorithm(text)) : Val.Of(text);

    private static Val Integer(long value, GoType type)
    {
        if (ReferenceEquals(type, GoType.Int)) return Val.Of((nint)value);
        if (ReferenceEquals(type, GoType.Int32)) return Val.Of(unchecked((int)value));
        if (ReferenceEquals(type, GoDurationValue.DurationType)) return Val.Of(new GoDurationValue(value));
        return Val.Of(value);
    }

    private static Val Unsigned(ulong value, GoType type)
    {
        if (ReferenceEquals(type, GoType.Uint8)) return Val.Of(unchecked((byte)value));
        return ReferenceEquals(type, GoType.Uint32) ? Val.Of(unchecked((uint)value)) : Val.Of(value);
    }

    private Val EvaluateLiteral(Node node) => node switch
    {
        BoolNode truth => Val.Of(truth.Value),
        NumberNode number => Constant(number),
        StringNode text => Val.Of(text.Content),
        _ => throw Error($"can't handle assignment of {node} to empty interface argument"),
    };
}
