using System.Buffers;
using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>The token level of the decoder.</summary>
internal sealed partial class JsonDecoder
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("+-.0123456789eE"u8);
    private static readonly SearchValues<byte> EndBytes = SearchValues.Create(",}] \t\r\n"u8);

    private byte Current => _json.Span[_at];

    private void SkipSpace()
    {
        var span = _json.Span;
        while (_at < span.Length && span[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    /// <summary>From an object's <c>{</c>, or behind a value, to the next value; null behind the object's end.</summary>
    private string? NextKey()
    {
        SkipSpace();
        if (Current is (byte)'{' or (byte)',')
        {
            _at++;
            SkipSpace();
        }

        if (Current == '}')
        {
            _at++;
            return null;
        }

        var key = ReadString();
        SkipSpace();
        _at++;
        SkipSpace();
        return key;
    }

    /// <summary>From an array's <c>[</c>, or behind an item, to the next item; false behind the array's end.</summary>
    private bool NextItem()
    {
        SkipSpace();
        if (Current == ']')
        {
            _at++;
            return false;
        }

        // At the array's beginning or behind an item; the first item itself may be an array, so only look once.
        _at++;
        SkipSpace();
        if (Current == ']')
        {
            _at++;
            return false;
        }

        return true;
    }

    private bool ReadBoolean()
    {
        var value = Current == 't';
        _at += value ? 4 : 5;
        return value;
    }

    private ReadOnlySpan<byte> ReadNumber()
    {
        var rest = _json.Span[_at..];
        var length = rest.IndexOfAnyExcept(NumberBytes);
        length = length < 0 ? rest.Length : length;
        _at += length;
        return rest[..length];
    }

    private string ReadString()
    {
        var rest = _json.Span[(_at + 1)..];
        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (rest[end] == '"')
        {
            _at += end + 2;
            return Encoding.UTF8.GetString(rest[..end]);
        }

        var text = new StringBuilder();
        var at = 0;
        while (true)
        {
            end = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            text.Append(Encoding.UTF8.GetString(rest.Slice(at, end)));
            at += end + 1;
            if (rest[at - 1] == '"')
            {
                _at += at + 1;
                return text.ToString();
            }

            AppendEscape(rest, ref at, text);
        }
    }

    private static void AppendEscape(ReadOnlySpan<byte> rest, ref int at, StringBuilder text)
    {
        var c = (char)rest[at++];
        if (c != 'u')
        {
            text.Append(c switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c });
            return;
        }

        var unit = Hex(rest, at);
        at += 4;
        if (char.IsHighSurrogate(unit) && rest[at] == '\\' && rest[at + 1] == 'u' && char.IsLowSurrogate(Hex(rest, at + 2)))
        {
            text.Append(unit).Append(Hex(rest, at + 2));
            at += 6;
            return;
        }

        text.Append(char.IsSurrogate(unit) ? '\ufffd' : unit);
    }

    private static char Hex(ReadOnlySpan<byte> rest, int at) =>
        (char)ushort.Parse(rest.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Steps over one value.</summary>
    private void Skip()
    {
        SkipSpace();
        var span = _json.Span;
        var depth = 0;
        do
        {
            switch (span[_at])
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    _at++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    _at++;
                    break;
                case (byte)'"':
                    SkipString();
                    break;
                case (byte)',' or (byte)':' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    _at++;
                    break;
                default:
                    var rest = span[_at..];
                    var length = rest.IndexOfAny(EndBytes);
                    _at += length < 0 ? rest.Length : length;
                    break;
            }
        }
        while (depth > 0);
    }

    private void SkipString()
    {
        var span = _json.Span;
        _at++;
        while (true)
        {
            _at += span[_at..].IndexOfAny((byte)'"', (byte)'\\') + 1;
            if (span[_at - 1] == '"')
            {
                return;
            }

            _at++;
        }
    }
}
