namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>The grammar of CEL with the macros of the Kubernetes environment.</summary>
internal sealed partial class CelParser
{
    private const int DepthMax = 250;
    private const int TextMax = 100_000;
    private static readonly string[] Relations = ["==", "!=", "<=", ">=", "<", ">"];
    private readonly List<(CelToken Token, string Text, object? Value, int At)> _tokens;
    private readonly string _source;
    private int _at;
    private int _depth;

    private CelParser(string source)
    {
        _source = source;
        _tokens = CelLexer.Run(source);
    }

    private (CelToken Token, string Text, object? Value, int At) Current => _tokens[_at];

    /// <exception cref="CelSyntaxException">Not an expression.</exception>
    public static CelExpr Parse(string source)
    {
        if (source.Length > TextMax)
        {
            throw new CelSyntaxException($"ERROR: <input>:-1:0: expression code point size exceeds limit: size: {source.Length}, limit {TextMax}");
        }

        var parser = new CelParser(source);
        var expr = parser.Ternary();
        return parser.Current.Token == CelToken.End ? expr : throw parser.Extraneous();
    }

    private CelExpr Ternary()
    {
        if (++_depth > DepthMax)
        {
            throw Fault(Current.At, $"expression recursion limit exceeded: {DepthMax}");
        }

        var condition = Or();
        if (!Is("?"))
        {
            _depth--;
            return condition;
        }

        var at = Current.At;
        _at++;
        var yes = Or();
        Expect(":");
        var no = Ternary();
        _depth--;
        return new CelCall("_?_:_", null, [condition, yes, no], at);
    }

    private CelExpr Or()
    {
        var left = And();
        while (Is("||"))
        {
            var at = Current.At;
            _at++;
            left = new CelCall("_||_", null, [left, And()], at);
        }

        return left;
    }

    private CelExpr And()
    {
        var left = Relation();
        while (Is("&&"))
        {
            var at = Current.At;
            _at++;
            left = new CelCall("_&&_", null, [left, Relation()], at);
        }

        return left;
    }

    private CelExpr Relation()
    {
        var left = Addition();
        while (true)
        {
            var (token, text, _, at) = Current;
            if (token == CelToken.Symbol && Relations.Contains(text))
            {
                _at++;
                left = new CelCall($"_{text}_", null, [left, Addition()], at);
            }
            else if (token == CelToken.Ident && text == "in")
            {
                _at++;
                left = new CelCall("@in", null, [left, Addition()], at);
            }
            else
            {
                return left;
            }
        }
    }

    private CelExpr Addition()
    {
        var left = Multiplication();
        while (Is("+") || Is("-"))
        {
            var (_, text, _, at) = Current;
            _at++;
            left = new CelCall($"_{text}_", null, [left, Multiplication()], at);
        }

        return left;
    }

    private CelExpr Multiplication()
    {
        var left = Unary();
        while (Is("*") || Is("/") || Is("%"))
        {
            var (_, text, _, at) = Current;
            _at++;
            left = new CelCall($"_{text}_", null, [left, Unary()], at);
        }

        return left;
    }

    private CelExpr Unary()
    {
        var at = Current.At;
        if (!Is("!") && !Is("-"))
        {
            return Member();
        }

        var symbol = Current.Text;
        var count = 0;
        while (Is(symbol))
        {
            _at++;
            count++;
        }

        if (symbol == "-" && Current.Token is CelToken.Int or CelToken.Double)
        {
            // The sign belongs to the number: -9223372036854775808 is one literal.
            var (token, _, value, place) = Current;
            _at++;
            var literal = new CelLiteral(token == CelToken.Double ? (object)-(double)value! : Negative((ulong)value!, place), at);
            return Repeat(MemberTail(literal), "-_", count - 1, at);
        }

        return Repeat(Member(), symbol == "!" ? "!_" : "-_", count, at);
    }

    private static CelExpr Repeat(CelExpr operand, string op, int count, int at) =>
        count % 2 == 0 ? operand : new CelCall(op, null, [operand], at);

    private long Negative(ulong value, int at) =>
        value <= long.MaxValue ? -(long)value : value == 1UL << 63 ? long.MinValue : throw Fault(at, "invalid int literal");

    private bool Is(string symbol) => Current.Token == CelToken.Symbol && Current.Text == symbol;

    private void Expect(string symbol)
    {
        if (!Is(symbol))
        {
            throw Current.Token == CelToken.End
                ? Fault(Current.At, $"Syntax error: missing '{symbol}' at '<EOF>'")
                : Fault(Current.At, $"Syntax error: mismatched input '{Shown()}' expecting '{symbol}'");
        }

        _at++;
    }

    private CelSyntaxException Extraneous() => Fault(Current.At, Current.Token == CelToken.End
        ? "Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, "
            + "NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
        : $"Syntax error: extraneous input '{Shown()}' expecting <EOF>");

    private string Shown() => Current.Text.Length > 0 ? Current.Text : _source[Current.At..Math.Min(_source.Length, Current.At + 20)];

    private CelSyntaxException Fault(int at, string message) => new(CelSource.Error(_source, at, message));
}
