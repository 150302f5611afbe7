using System.Numerics;
using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

/// <summary>A number, in every type that can represent it: Go's ideal constants.</summary>
internal sealed class NumberNode : Node
{
    private NumberNode(int position, string text) : base(position) => Literal = text;

    internal string Literal { get; }

    internal long? Int { get; private set; }

    internal ulong? Uint { get; private set; }

    internal double? Float { get; private set; }

    internal Complex? Complex { get; private set; }

    internal override void Write(StringBuilder to) => to.Append(Literal);

    internal static NumberNode? TryParse(Token token, out string error)
    {
        var node = new NumberNode(token.Position, token.Text);
        error = token.Kind switch
        {
            TokenKind.CharConstant => node.ReadChar(),
            TokenKind.Complex => node.ReadComplex(),
            _ => node.ReadNumber(),
        };
        return error.Length == 0 ? node : null;
    }

    private string ReadChar()
    {
        if (!GoUnquote.TryUnquoteChar(Literal, 1, '\'', out var rune, out var end, out _)) return "invalid syntax";
        if (Literal[end..] != "'") return $"malformed character constant: {Literal}";
        (Int, Uint, Float) = (rune, (ulong)rune, rune);
        return "";
    }

    private string ReadComplex()
    {
        var split = Literal.LastIndexOfAny(['+', '-'], Literal.Length - 1);
        // The sign of an exponent is not the one between the parts.
        if (split > 0 && Literal[split - 1] is 'e' or 'E' or 'p' or 'P') split = Literal.LastIndexOfAny(['+', '-'], split - 1);
        if (split <= 0 || !GoFloat.TryParse(Literal[..split], out var real)
            || !GoFloat.TryParse(Literal[split..^1], out var imaginary)) return "syntax error scanning complex number";
        SetComplex(new Complex(real, imaginary));
        return "";
    }

    private void SetComplex(Complex value)
    {
        Complex = value;
        if (value.Imaginary != 0) return;
        Float = value.Real;
        SetIntegersFromFloat(value.Real);
    }

    private void SetIntegersFromFloat(double value)
    {
        if (Int is null && value is >= -9.2233720368547758e18 and < 9.2233720368547758e18 && Math.Floor(value) == value)
            Int = (long)value;
        if (Uint is null && value is >= 0 and < 1.8446744073709552e19 && Math.Floor(value) == value) Uint = (ulong)value;
    }

    private string ReadNumber()
    {
        if (Literal.EndsWith('i') && GoFloat.TryParse(Literal[..^1], out var imaginary))
        {
            SetComplex(new Complex(0, imaginary));
            return "";
        }
        if (GoInteger.TryParseUnsigned(Literal, 0, 64, out var unsigned) == GoInteger.Failure.None) Uint = unsigned;
        if (GoInteger.TryParse(Literal, 0, 64, out var signed) == GoInteger.Failure.None)
        {
            Int = signed;
            if (signed == 0) Uint = 0;
        }
        if (Int is { } i) Float = i;
        else if (Uint is { } u) Float = u;
        else if (GoFloat.TryParse(Literal, out var value))
        {
            if (Literal.AsSpan().IndexOfAny(".eEpP") < 0) return $"integer overflow: {GoQuote.Quote(Literal)}";
            Float = value;
            SetIntegersFromFloat(value);
        }
        return Float is null ? $"illegal number syntax: {GoQuote.Quote(Literal)}" : "";
    }
}
