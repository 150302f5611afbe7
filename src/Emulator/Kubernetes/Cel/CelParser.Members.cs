namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Members, literals and calls.</summary>
internal sealed partial class CelParser
{
    private CelExpr Member() => MemberTail(Primary());

    private CelExpr MemberTail(CelExpr operand)
    {
        while (true)
        {
            var at = Current.At;
            if (Is("."))
            {
                _at++;
                var optional = Is("?");
                _at += optional ? 1 : 0;
                var (token, name, quoted, _) = Current;
                if (token != CelToken.Ident)
                {
                    throw Extraneous();
                }

                _at++;
                operand = Is("(") && !optional && quoted is null
                    ? Call(operand, name, Current.At)
                    : new CelSelect(operand, name, optional, false, at);
                continue;
            }

            if (Is("["))
            {
                _at++;
                var optional = Is("?");
                _at += optional ? 1 : 0;
                var index = Ternary();
                Expect("]");
                operand = new CelCall(optional ? "_[?_]" : "_[_]", null, [operand, index], at);
                continue;
            }

            if (Is("{") && CelNames.Qualified(operand) is { } type)
            {
                operand = Struct(type, operand.At);
                continue;
            }

            return operand;
        }
    }

    private CelStructExpr Struct(string type, int at)
    {
        _at++;
        var fields = new List<(string, CelExpr, bool, int)>();
        while (!Is("}"))
        {
            var optional = Is("?");
            _at += optional ? 1 : 0;
            var (token, name, _, place) = Current;
            if (token != CelToken.Ident)
            {
                throw Extraneous();
            }

            _at++;
            Expect(":");
            fields.Add((name, Ternary(), optional, place));
            if (!Is("}"))
            {
                Expect(",");
            }
        }

        _at++;
        return new CelStructExpr(type, fields, at);
    }

    private CelExpr Primary()
    {
        var (token, text, value, at) = Current;
        switch (token)
        {
            case CelToken.Int:
                _at++;
                return new CelLiteral((ulong)value! <= long.MaxValue ? (long)(ulong)value : throw Fault(at, "invalid int literal"), at);
            case CelToken.Uint or CelToken.Double or CelToken.String or CelToken.Bytes:
                _at++;
                return new CelLiteral(value, at);
            case CelToken.Ident:
                return Identifier(text, at);
            case CelToken.Symbol when text == "(":
                _at++;
                var inner = Ternary();
                Expect(")");
                return inner;
            case CelToken.Symbol when text == "[":
                return ListLiteral(at);
            case CelToken.Symbol when text == "{":
                return MapLiteral(at);
            case CelToken.Symbol when text == "." && _tokens[_at + 1].Token == CelToken.Ident:
                _at++;
                return Identifier(Current.Text, Current.At);
            default:
                throw Extraneous();
        }
    }

    private CelExpr Identifier(string name, int at)
    {
        _at++;
        switch (name)
        {
            case "true" or "false":
                return new CelLiteral(name == "true", at);
            case "null":
                return new CelLiteral(null, at);
            case "in":
                _at--;
                throw Extraneous();
        }

        if (CelNames.IsReserved(name))
        {
            throw Fault(at, "reserved identifier: " + name);
        }

        return Is("(") ? Call(null, name, Current.At) : new CelIdent(name, at);
    }

    private CelListExpr ListLiteral(int at)
    {
        _at++;
        var items = new List<(CelExpr, bool)>();
        while (!Is("]"))
        {
            var optional = Is("?");
            _at += optional ? 1 : 0;
            items.Add((Ternary(), optional));
            if (!Is("]"))
            {
                Expect(",");
            }
        }

        _at++;
        return new CelListExpr(items, at);
    }

    private CelMapExpr MapLiteral(int at)
    {
        _at++;
        var entries = new List<(CelExpr, CelExpr, bool)>();
        while (!Is("}"))
        {
            var optional = Is("?");
            _at += optional ? 1 : 0;
            var key = Ternary();
            Expect(":");
            entries.Add((key, Ternary(), optional));
            if (!Is("}"))
            {
                Expect(",");
            }
        }

        _at++;
        return new CelMapExpr(entries, at);
    }

    private CelExpr Call(CelExpr? target, string name, int at)
    {
        _at++;
        var args = new List<CelExpr>();
        while (!Is(")"))
        {
            args.Add(Ternary());
            if (!Is(")"))
            {
                Expect(",");
                if (Is(")"))
                {
                    throw Extraneous();
                }
            }
        }

        _at++;
        return CelMacros.Expand(target, name, args, at, (place, message) => Fault(place, message)) ?? new CelCall(name, target, args, at);
    }
}
