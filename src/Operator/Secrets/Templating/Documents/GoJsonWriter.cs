using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>encoding/json's Marshal over the engine's values.</summary>
internal sealed class GoJsonWriter
{
    private readonly StringBuilder _out = new();
    private readonly bool _escapeHtml;
    private readonly string? _indent;
    private int _depth;

    private GoJsonWriter(bool escapeHtml, string? indent) => (_escapeHtml, _indent) = (escapeHtml, indent);

    /// <summary>The JSON text, a byte string.</summary>
    /// <exception cref="GoErrorException">The value has no JSON.</exception>
    internal static string Write(object? value, bool escapeHtml = true, string? indent = null)
    {
        var writer = new GoJsonWriter(escapeHtml, indent);
        writer.Value(value);
        return writer._out.ToString();
    }

    private void Value(object? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case null: _out.Append("null"); break;
            case string text: Text(text); break;
            case bool b: _out.Append(b ? "true" : "false"); break;
            case double f: _out.Append(Number(f)); break;
            case float f: _out.Append(Number(f, single: true)); break;
            case nint or long or int or uint or ulong or byte:
                _out.Append(GoPrinter.Sprint(value));
                break;
            case GoNamedInteger named: _out.Append(named.Value); break;
            case GoDurationValue duration: _out.Append(duration.Nanoseconds); break;
            case GoHashAlgorithm named: Text(named.Text); break;
            case GoTime time: Text(time.Format("2006-01-02T15:04:05.999999999Z07:00")); break;
            case GoMap { IsNil: true } or GoSlice { IsNil: true }: _out.Append("null"); break;
            case GoSlice { ElementType.Kind: GoKind.Uint8 } bytes:
                Text(Convert.ToBase64String([.. bytes.Items.Select(b => (byte)b!)]));
                break;
            case GoSlice slice: Items(slice.Items); break;
            case GoMap map: Members(map.SortedKeys().Select(k => (k, map.Entries[k]))); break;
            case IGoStringer stringer and not GoNamedInteger: Text(stringer.GoString()); break;
            case IGoStruct fields: Members(fields.Fields); break;
            case Complex: throw new GoErrorException("json: unsupported type: complex128");
            default: throw new GoErrorException($"json: unsupported type: {GoType.Of(value)}");
        }
    }

    private void Items(IReadOnlyList<object?> items)
    {
        _out.Append('[');
        _depth++;
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) _out.Append(',');
            NewLine();
            Value(items[i]);
        }
        _depth--;
        if (items.Count > 0) NewLine();
        _out.Append(']');
    }

    private void Members(IEnumerable<(string Key, object? Value)> members)
    {
        _out.Append('{');
        _depth++;
        var any = false;
        foreach (var (key, value) in members)
        {
            if (any) _out.Append(',');
            any = true;
            NewLine();
            Text(key);
            _out.Append(_indent is null ? ":" : ": ");
            Value(value);
        }
        _depth--;
        if (any) NewLine();
        _out.Append('}');
    }

    private void NewLine()
    {
        if (_indent is null) return;
        _out.Append('\n');
        for (var i = 0; i < _depth; i++) _out.Append(_indent);
    }

    private static string Number(double value, bool single = false)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            throw new GoErrorException($"json: unsupported value: {GoFloat.Format(value, 'g', -1)}");
        var size = Math.Abs(value);
        if (size == 0 || size is >= 1e-6 and < 1e21) return GoFloat.Format(value, 'f', -1, single);
        var text = GoFloat.Format(value, 'e', -1, single);
        // e-09 is written e-9.
        return text.Length >= 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0' ? text[..^2] + text[^1] : text;
    }

    private void Text(string text)
    {
        _out.Append('"');
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c < 0x80)
            {
                Ascii(c);
                i++;
                continue;
            }
            var rune = ByteText.DecodeRune(text, i, out var width);
            if (rune == ByteText.RuneError && width == 1) _out.Append(@"\ufffd");
            else if (rune is 0x2028 or 0x2029) _out.Append(@"\u202").Append((char)(rune - 0x2028 + '8'));
            else _out.Append(text, i, width);
            i += width;
        }
        _out.Append('"');
    }

    private void Ascii(char c)
    {
        switch (c)
        {
            case '"' or '\\': _out.Append('\\').Append(c); break;
            case '\b': _out.Append(@"\b"); break;
            case '\f': _out.Append(@"\f"); break;
            case '\n': _out.Append(@"\n"); break;
            case '\r': _out.Append(@"\r"); break;
            case '\t': _out.Append(@"\t"); break;
            case < ' ': _out.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}"); break;
            case '<' or '>' or '&' when _escapeHtml: _out.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}"); break;
            default: _out.Append(c); break;
        }
    }
}
