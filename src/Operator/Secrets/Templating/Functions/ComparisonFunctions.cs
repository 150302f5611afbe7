using System.Numerics;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>eq, ne, lt, le, gt, ge: basic kinds only, integers regardless of sign, nothing else mixed.</summary>
[TemplateFunctions]
internal static class ComparisonFunctions
{
    private enum Basic
    {
        Invalid,
        Bool,
        Complex,
        Int,
        Float,
        String,
        Uint,
    }

    public static bool Eq(Val first, params Val[] others)
    {
        if (others.Length == 0) throw new GoErrorException("missing argument for comparison");
        first = first.Unwrapped;
        foreach (var other in others)
            if (AreEqual(first, other.Unwrapped))
                return true;
        return false;
    }

    public static bool Ne(Val first, Val second) => !Eq(first, second);

    public static bool Lt(Val first, Val second) => Less(first.Unwrapped, second.Unwrapped);

    public static bool Le(Val first, Val second) => Lt(first, second) || Eq(first, second);

    public static bool Gt(Val first, Val second) => !Le(first, second);

    public static bool Ge(Val first, Val second) => !Lt(first, second);

    private static Basic BasicOf(Val value) => value.Kind switch
    {
        GoKind.Bool => Basic.Bool,
        GoKind.String => Basic.String,
        GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64 => Basic.Int,
        GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64 => Basic.Uint,
        GoKind.Float32 or GoKind.Float64 => Basic.Float,
        GoKind.Complex128 => Basic.Complex,
        _ => Basic.Invalid,
    };

    private static bool AreEqual(Val first, Val second)
    {
        var (a, b) = (BasicOf(first), BasicOf(second));
        if (a != b)
        {
            if (a is Basic.Int or Basic.Uint && b is Basic.Int or Basic.Uint) return Integer(first) == Integer(second);
            if (first.IsValid && second.IsValid)
                throw new GoErrorException($"incompatible types for comparison: {first.Type} and {second.Type}");
            return false;
        }
        switch (a)
        {
            case Basic.Int or Basic.Uint: return Integer(first) == Integer(second);
            case Basic.Float: return Float(first) == Float(second);
            case Basic.String: return Text(first) == Text(second);
            case Basic.Bool: return (bool)first.Object! == (bool)second.Object!;
            case Basic.Complex: return (Complex)first.Object! == (Complex)second.Object!;
        }
        if (!first.IsValid || !second.IsValid) return first.IsValid == second.IsValid;
        if (first.Kind is GoKind.Map or GoKind.Slice || second.Kind is GoKind.Map or GoKind.Slice)
        {
            if (IsNil(first) || IsNil(second)) return IsNil(first) == IsNil(second);
            throw new GoErrorException(first.Kind != second.Kind
                ? $"non-comparable types {Show(first)}: {first.Type}, {second.Type}: {Show(second)}"
                : $"non-comparable type {Show(second)}: {second.Type}");
        }
        return Equals(first.Object, second.Object);
    }

    private static bool IsNil(Val value) => value.Object is GoSlice { IsNil: true } or GoMap { IsNil: true };

    private static string Show(Val value) => GoPrinter.Sprintf("%s", value.Object);

    private static bool Less(Val first, Val second)
    {
        var (a, b) = (BasicOf(first), BasicOf(second));
        if (a == Basic.Invalid || b == Basic.Invalid) throw new GoErrorException("invalid type for comparison");
        if (a is Basic.Int or Basic.Uint && b is Basic.Int or Basic.Uint) return Integer(first) < Integer(second);
        if (a != b) throw new GoErrorException($"incompatible types for comparison: {first.Type} and {second.Type}");
        return a switch
        {
            Basic.Float => Float(first) < Float(second),
            Basic.String => string.CompareOrdinal(Text(first), Text(second)) < 0,
            _ => throw new GoErrorException("invalid type for comparison"),
        };
    }

    private static string Text(Val value) => value.Object is GoHashAlgorithm named ? named.Text : (string)value.Object!;

    private static double Float(Val value) => value.Object is float single ? single : (double)value.Object!;

    private static Int128 Integer(Val value) => value.Object switch
    {
        nint i => i,
        long i => i,
        int i => i,
        uint i => i,
        ulong i => i,
        byte i => i,
        GoNamedInteger i => i.Value,
        GoDurationValue d => d.Nanoseconds,
        _ => 0,
    };
}
