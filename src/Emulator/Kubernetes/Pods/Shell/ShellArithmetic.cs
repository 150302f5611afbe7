using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>What stands in <c>$((…))</c>: whole numbers, the usual operators, names of variables.</summary>
internal sealed class ShellArithmetic
{
    private const int DepthMax = 100;

    private static readonly string[][] Levels =
    [
        ["||"], ["&&"], ["|"], ["^"], ["&"],
        ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
    ];

    private readonly string text;
    private readonly ShellSession session;
    private int at;
    private int depth;

    private ShellArithmetic(string text, ShellSession session)
    {
        this.text = text;
        this.session = session;
    }

    public static string Evaluate(string expression, ShellSession session)
    {
        var reading = new ShellArithmetic(expression, session);
        reading.Skip();
        if (reading.at == expression.Length)
        {
            return "0";
        }

        var value = reading.Choice();
        return reading.at == expression.Length
            ? value.ToString(CultureInfo.InvariantCulture)
            : throw Bad();
    }

    private static ShellSyntaxException Bad() => new("arithmetic syntax error");

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private long Choice()
    {
        if (++depth > DepthMax)
        {
            throw Bad();
        }

        var condition = Binary(0);
        if (Take("?"))
        {
            var yes = Choice();
            if (!Take(":"))
            {
                throw Bad();
            }

            var no = Choice();
            condition = condition != 0 ? yes : no;
        }

        depth--;
        return condition;
    }

    private long Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (Operator(level) is { } op)
        {
            var right = Binary(level + 1);
            left = Apply(op, left, right);
        }

        return left;
    }

    private string? Operator(int level)
    {
        foreach (var op in Levels[level])
        {
            // A single & or | or < is no half of a double one, and += is no +.
            var next = at + op.Length < text.Length ? text[at + op.Length] : '\0';
            if (string.CompareOrdinal(text, at, op, 0, op.Length) == 0
                && !(op is "&" or "|" or "<" or ">" && next == op[0])
                && !(next == '=' && !op.EndsWith('=')))
            {
                at += op.Length;
                Skip();
                return op;
            }
        }

        return null;
    }

    private static long Apply(string op, long a, long b)
    {
        if (op is "/" or "%" && b == 0)
        {
            throw new ShellSyntaxException("divide by zero");
        }

        return unchecked(op switch
        {
            "||" => a != 0 || b != 0 ? 1 : 0,
            "&&" => a != 0 && b != 0 ? 1 : 0,
            "|" => a | b,
            "^" => a ^ b,
            "&" => a & b,
            "==" => a == b ? 1 : 0,
            "!=" => a != b ? 1 : 0,
            "<=" => a <= b ? 1 : 0,
            ">=" => a >= b ? 1 : 0,
            "<" => a < b ? 1 : 0,
            ">" => a > b ? 1 : 0,
            "<<" => a << (int)(b & 63),
            ">>" => a >> (int)(b & 63),
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => b == -1 ? -a : a / b,
            _ => b == -1 ? 0 : a % b,
        });
    }

    private long Unary()
    {
        if (++depth > DepthMax)
        {
            throw Bad();
        }

        var value = Take("!") ? (Unary() == 0 ? 1 : 0)
            : Take("-") ? unchecked(-Unary())
            : Take("+") ? Unary()
            : Take("~") ? ~Unary()
            : Primary();
        depth--;
        return value;
    }

    private long Primary()
    {
        if (Take("("))
        {
            var inner = Choice();
            return Take(")") ? inner : throw Bad();
        }

        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        var word = text[start..at];
        Skip();
        if (word.Length == 0)
        {
            throw Bad();
        }

        if (char.IsAsciiDigit(word[0]))
        {
            return Number(word);
        }

        var value = session.Find(word) is { Length: > 0 } set ? Number(set.Trim()) : 0;
        foreach (var op in new[] { "=", "+=", "-=", "*=", "++", "--" })
        {
            if (string.CompareOrdinal(text, at, op, 0, op.Length) == 0
                && !(op == "=" && at + 1 < text.Length && text[at + 1] == '='))
            {
                at += op.Length;
                Skip();
                var next = op switch
                {
                    "=" => Choice(),
                    "++" or "--" => value + (op == "++" ? 1 : -1),
                    _ => Apply(op[..1], value, Choice()),
                };
                session.Set(word, next.ToString(CultureInfo.InvariantCulture));
                return op is "++" or "--" ? value : next;
            }
        }

        return value;
    }

    private static long Number(string word) =>
        word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex
        : long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Bad();

    private bool Take(string op)
    {
        if (string.CompareOrdinal(text, at, op, 0, op.Length) != 0)
        {
            return false;
        }

        at += op.Length;
        Skip();
        return true;
    }
}
