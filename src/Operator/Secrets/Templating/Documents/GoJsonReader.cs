using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Eso.Operator.Secrets.Json;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>encoding/json's Unmarshal into an empty interface: numbers are float64, the last of equal keys wins.</summary>
internal sealed class GoJsonReader
{
    private readonly string _json;
    private int _at;

    private GoJsonReader(string json) => _json = json;

    /// <summary>Reads a byte string.</summary>
    /// <param name="json">The document.</param>
    /// <param name="error">Go's message; empty when all is well. A number out of range leaves a value beside the message.</param>
    internal static object? Read(string json, out string error)
    {
        error = GoJsonCheck.Error(json) ?? "";
        if (error.Length > 0) return null;
        var reader = new GoJsonReader(json);
        var value = reader.Value();
        error = reader._error;
        return value;
    }

    private string _error = "";

    private void SkipBlanks()
    {
        while (_at < _json.Length && _json[_at] is ' ' or '\t' or '\r' or '\n') _at++;
    }

    // The text is known to be JSON.
    private object? Value()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        SkipBlanks();
        switch (_json[_at])
        {
            case '{': return Object();
            case '[': return Array();
            case '"': return Text();
            case 't': _at += 4; return true;
            case 'f': _at += 5; return false;
            case 'n': _at += 4; return null;
            default: return Number();
        }
    }

    private GoMap Object()
    {
        var map = GoMap.New();
        _at++;
        SkipBlanks();
        while (_json[_at] != '}')
        {
            var key = Text();
            SkipBlanks();
            _at++;
            map.Entries[key] = Value();
            SkipBlanks();
            if (_json[_at] == ',') _at++;
            SkipBlanks();
        }
        _at++;
        return map;
    }

    private GoSlice Array()
    {
        var items = new List<object?>();
        _at++;
        SkipBlanks();
        while (_json[_at] != ']')
        {
            items.Add(Value());
            SkipBlanks();
            if (_json[_at] == ',') _at++;
            SkipBlanks();
        }
        _at++;
        return GoSlice.Of(items);
    }

    private object? Number()
    {
        var start = _at;
        while (_at < _json.Length && (char.IsAsciiDigit(_json[_at]) || _json[_at] is '-' or '+' or '.' or 'e' or 'E')) _at++;
        var text = _json[start.._at];
        if (GoFloat.TryParse(text, out var value)) return value;
        if (_error.Length == 0) _error = $"json: cannot unmarshal number {text} into Go value of type float64";
        return null;
    }

    private string Text()
    {
        var start = ++_at;
        var end = _json.AsSpan(start).IndexOfAny('"', '\\') + start;
        if (_json[end] == '"' && ByteText.IsValidUtf8(_json[start..end]))
        {
            _at = end + 1;
            return _json[start..end];
        }
        var text = new StringBuilder();
        while (_json[_at] != '"')
        {
            if (_json[_at] == '\\')
            {
                Escape(text);
                continue;
            }
            ByteText.AppendRune(text, ByteText.DecodeRune(_json, _at, out var width));
            _at += width;
        }
        _at++;
        return text.ToString();
    }

    private void Escape(StringBuilder text)
    {
        var c = _json[_at + 1];
        _at += 2;
        if (c != 'u')
        {
            text.Append(c switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c });
            return;
        }
        var rune = Hex();
        if (char.IsHighSurrogate((char)rune) && _at + 1 < _json.Length && _json[_at] == '\\' && _json[_at + 1] == 'u')
        {
            var mark = _at;
            _at += 2;
            var low = Hex();
            if (char.IsLowSurrogate((char)low)) rune = char.ConvertToUtf32((char)rune, (char)low);
            else _at = mark;
        }
        // A surrogate alone becomes U+FFFD.
        ByteText.AppendRune(text, rune);
    }

    private int Hex()
    {
        var value = int.Parse(_json.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _at += 4;
        return value;
    }
}
