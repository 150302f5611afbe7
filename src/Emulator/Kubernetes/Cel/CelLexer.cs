using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Cel;

internal enum CelToken
{
    End,
    Ident,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Symbol,
}

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class CelLexer
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")", "[", "]", "{", "}", ",", "."];

    private readonly string _text;
    private int _at;

    private CelLexer(string text) => _text = text;

    public static List<(CelToken Token, string Text, object? Value, int At)> Run(string text)
    {
        var lexer = new CelLexer(text);
        var tokens = new List<(CelToken, string, object?, int)>();
        while (true)
        {
            lexer.SkipSpace();
            if (lexer._at >= text.Length)
            {
                tokens.Add((CelToken.End, "<EOF>", null, text.Length));
                return tokens;
            }

            tokens.Add(lexer.Next());
        }
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text.AsSpan(_at).StartsWith("//"))
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private (CelToken Token, string Text, object? Value, int At) Next()
    {
        var start = _at;
        var c = _text[_at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            {
                _at++;
            }

            var word = _text[start.._at];
            if (_at < _text.Length && _text[_at] is '"' or '\'' && word.ToLowerInvariant() is "r" or "b" or "rb" or "br")
            {
                return Quoted(start, word.Contains('r', StringComparison.OrdinalIgnoreCase), word.Contains('b', StringComparison.OrdinalIgnoreCase));
            }

            return (CelToken.Ident, word, null, start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
        {
            return Number(start);
        }

        if (c is '"' or '\'')
        {
            return Quoted(start, false, false);
        }

        if (c == '`' && _text.IndexOf('`', _at + 1) is var close and > 0)
        {
            _at = close + 1;
            return (CelToken.Ident, _text[(start + 1)..close], "quoted", start);
        }

        foreach (var symbol in Symbols)
        {
            if (_text.AsSpan(_at).StartsWith(symbol))
            {
                _at += symbol.Length;
                return (CelToken.Symbol, symbol, null, start);
            }
        }

        throw Fault(start, $"Syntax error: token recognition error at: '{c}'");
    }

    private (CelToken Token, string Text, object? Value, int At) Number(int start)
    {
        var hex = _text.AsSpan(_at).StartsWith("0x") || _text.AsSpan(_at).StartsWith("0X");
        var real = false;
        if (hex)
        {
            _at += 2;
            Run(char.IsAsciiHexDigit);
        }
        else
        {
            Run(char.IsAsciiDigit);
            if (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
            {
                real = true;
                _at++;
                Run(char.IsAsciiDigit);
            }

            if (_at < _text.Length && _text[_at] is 'e' or 'E' && Exponent())
            {
                real = true;
            }
        }

        var text = _text[start.._at];
        if (real)
        {
            return (CelToken.Double, text, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), start);
        }

        var digits = hex ? text[2..] : text;
        var style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var isUint = _at < _text.Length && _text[_at] is 'u' or 'U';
        _at += isUint ? 1 : 0;
        if (digits.Length is 0 or > 40 || !ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value))
        {
            throw Fault(start, isUint ? "invalid uint literal" : "invalid int literal");
        }

        return (isUint ? CelToken.Uint : CelToken.Int, text, value, start);
    }

    private bool Exponent()
    {
        var at = _at + 1;
        at += at < _text.Length && _text[at] is '+' or '-' ? 1 : 0;
        if (at >= _text.Length || !char.IsAsciiDigit(_text[at]))
        {
            return false;
        }

        _at = at;
        Run(char.IsAsciiDigit);
        return true;
    }

    private void Run(Func<char, bool> wanted)
    {
        while (_at < _text.Length && wanted(_text[_at]))
        {
            _at++;
        }
    }

    private (CelToken Token, string Text, object? Value, int At) Quoted(int start, bool raw, bool bytes)
    {
        var quote = _text[_at].ToString();
        if (_text.AsSpan(_at).StartsWith(quote + quote + quote))
        {
            quote = quote + quote + quote;
        }

        _at += quote.Length;
        var text = new StringBuilder();
        var data = new List<byte>();
        while (!_text.AsSpan(_at).StartsWith(quote))
        {
            if (_at >= _text.Length || (quote.Length == 1 && _text[_at] is '\n' or '\r'))
            {
                throw Fault(start, $"Syntax error: token recognition error at: '{_text[start..Math.Min(_text.Length, _at)]}'");
            }

            Append(start, raw, bytes, text, data);
        }

        _at += quote.Length;
        return bytes
            ? (CelToken.Bytes, "", data.ToArray(), start)
            : (CelToken.String, "", text.ToString(), start);
    }

    private void Append(int start, bool raw, bool bytes, StringBuilder text, List<byte> data)
    {
        if (raw || _text[_at] != '\\')
        {
            var rune = Rune.TryGetRuneAt(_text, _at, out var r) ? r.ToString() : _text[_at].ToString();
            _at += rune.Length;
            text.Append(rune);
            data.AddRange(Encoding.UTF8.GetBytes(rune));
            return;
        }

        var (value, isByte) = Escape(start);
        if (bytes && isByte)
        {
            data.Add((byte)value);
            return;
        }

        if (!Rune.IsValid(value))
        {
            throw Fault(start, "Syntax error: invalid unicode code point");
        }

        text.Append(new Rune(value).ToString());
        data.AddRange(Encoding.UTF8.GetBytes(new Rune(value).ToString()));
    }

    private (int Value, bool IsByte) Escape(int start)
    {
        _at++;
        var c = _at < _text.Length ? _text[_at++] : '\0';
        var simple = "abfnrtv\\?\"'`".IndexOf(c);
        if (simple >= 0)
        {
            return ("\a\b\f\n\r\t\v\\?\"'`"[simple], false);
        }

        var length = c switch { 'x' or 'X' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '3' => 3, _ => 0 };
        var from = c is >= '0' and <= '3' ? _at - 1 : _at;
        var digits = from + length <= _text.Length ? _text.Substring(from, length) : "";
        if (length == 0 || digits.Length == 0 || !digits.All(length == 3 ? d => d is >= '0' and <= '7' : char.IsAsciiHexDigit))
        {
            throw Fault(start, $"Syntax error: token recognition error at: '{_text[start..Math.Min(_text.Length, _at)]}'");
        }

        _at = from + length;
        var value = length == 3
            ? digits.Aggregate(0, (n, d) => (n * 8) + d - '0')
            : (int)Math.Min(int.MaxValue, uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return (value, length is 2 or 3);
    }

    private CelSyntaxException Fault(int at, string message) => new(CelSource.Error(_text, at, message));
}

/// <summary>Messages with the place in the text, as cel-go prints them.</summary>
internal static class CelSource
{
    public static string Error(string text, int at, string message)
    {
        var before = text[..Math.Min(at, text.Length)];
        var line = before.Count(c => c == '\n') + 1;
        var start = before.LastIndexOf('\n') + 1;
        var column = before.Length - start;
        var end = text.IndexOf('\n', start);
        var shown = end < 0 ? text[start..] : text[start..end];
        return $"ERROR: <input>:{line}:{column + 1}: {message}\n | {shown}\n | {new string('.', column)}^";
    }
}
