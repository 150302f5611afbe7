using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Go's fmt package: Sprint, Sprintln and Sprintf, verb by verb.</summary>
internal sealed partial class GoPrinter
{
    private readonly StringBuilder _out;
    private readonly int _lengthMax;
    private FormatFlags _flags;
    private bool _erroring;

    private GoPrinter(StringBuilder output, int lengthMax) => (_out, _lengthMax) = (output, lengthMax);

    /// <summary>What one printed value may grow to unless the caller says otherwise.</summary>
    internal const int DefaultLengthMax = 64 << 20;

    internal static string Sprint(params ReadOnlySpan<object?> values)
    {
        if (values.Length == 1 && values[0] is string only) return only;
        var printer = new GoPrinter(new StringBuilder(), DefaultLengthMax);
        var previousWasText = false;
        for (var i = 0; i < values.Length; i++)
        {
            var isText = values[i] is string;
            // A space between operands when neither is text.
            if (i > 0 && !isText && !previousWasText) printer._out.Append(' ');
            printer.PrintArgument(values[i], 'v');
            previousWasText = isText;
        }
        return printer._out.ToString();
    }

    internal static string Sprintln(params ReadOnlySpan<object?> values)
    {
        var printer = new GoPrinter(new StringBuilder(), DefaultLengthMax);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) printer._out.Append(' ');
            printer.PrintArgument(values[i], 'v');
        }
        return printer._out.Append('\n').ToString();
    }

    internal static string Sprintf(string format, params ReadOnlySpan<object?> values)
    {
        var printer = new GoPrinter(new StringBuilder(format.Length + 16), DefaultLengthMax);
        printer.Format(format, values);
        return printer._out.ToString();
    }

    /// <summary>Prints one value as a template action does.</summary>
    /// <exception cref="GoErrorException">The output grows beyond the limit.</exception>
    internal static void Print(StringBuilder output, object? value, int lengthMax)
    {
        if (value is string text) output.Append(text);
        else new GoPrinter(output, lengthMax).PrintArgument(value, 'v');
        if (output.Length > lengthMax) throw TooLong();
    }

    private static GoErrorException TooLong() => new("rendered text is too long");

    private void BadVerb(char verb, object? value)
    {
        _erroring = true;
        _out.Append("%!").Append(verb).Append('(');
        if (value is null)
        {
            _out.Append("<nil>");
        }
        else
        {
            _out.Append(GoType.Of(value)!.Name).Append('=');
            PrintArgument(value, 'v');
        }
        _out.Append(')');
        _erroring = false;
    }

    private void PrintArgument(object? value, char verb)
    {
        if (value is null)
        {
            if (verb is 'T' or 'v') Pad("<nil>");
            else BadVerb(verb, null);
            return;
        }
        if (verb == 'T') FormatText(GoType.Of(value)!.Name, 's');
        else PrintValue(value, verb, 0);
    }

    private void PrintValue(object value, char verb, int depth)
    {
        if (_out.Length > _lengthMax) throw TooLong();
        switch (value)
        {
            case string text: FormatText(text, verb, value); break;
            case nint i: FormatInteger((ulong)(long)i, signed: true, verb, value); break;
            case long i: FormatInteger((ulong)i, signed: true, verb, value); break;
            case bool b when verb is 't' or 'v': Pad(b ? "true" : "false"); break;
            case double f: FormatFloat(f, verb, value); break;
            case float f: FormatFloat(f, verb, value, single: true); break;
            case int i: FormatInteger((ulong)(long)i, signed: true, verb, value); break;
            case uint i: FormatInteger(i, signed: false, verb, value); break;
            case ulong i: FormatInteger(i, signed: false, verb, value); break;
            case byte i: FormatInteger(i, signed: false, verb, value); break;
            case Complex c: FormatComplex(c, verb); break;
            case IGoTyped typed when !PrintByMethod(typed, verb): PrintTyped(typed, verb, depth); break;
            case IGoTyped: break;
            default: BadVerb(verb, value); break;
        }
    }

    private bool PrintByMethod(IGoTyped value, char verb)
    {
        if (_erroring || value is not IGoStringer stringer) return false;
        if (_flags.SharpV)
        {
            if (value is not GoTime time) return false;
            FormatText(time.GoSyntax(), 's');
            return true;
        }
        if (verb is not ('v' or 's' or 'x' or 'X' or 'q')) return false;
        FormatText(stringer.GoString(), verb);
        return true;
    }

    private void PrintTyped(IGoTyped value, char verb, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (verb == 'w')
        {
            // handleMethods: only Errorf wraps, whatever the value.
            BadVerb(verb, value);
            return;
        }
        switch (value)
        {
            case GoHashAlgorithm named: FormatText(named.Text, verb, value); break;
            case GoNamedInteger named: FormatInteger((ulong)named.Value, signed: true, verb, value); break;
            case GoDurationValue duration: FormatInteger((ulong)duration.Nanoseconds, signed: true, verb, value); break;
            case GoSlice slice: PrintSlice(slice, verb, depth); break;
            case GoMap map: PrintMap(map, verb, depth); break;
            case IGoStruct fields:
                if (value.Type.Kind == GoKind.Ptr && depth > 0)
                {
                    PrintPointer(value, verb);
                    break;
                }
                if (value.Type.Kind == GoKind.Ptr) _out.Append('&');
                PrintStruct(fields, verb, depth);
                break;
            default: BadVerb(verb, value); break;
        }
    }

    // Go prints an address; ours has none to show and must not vary.
    private void PrintPointer(IGoTyped value, char verb)
    {
        if (_flags.SharpV) _out.Append('(').Append(value.Type.Name).Append(")(0xc000000000)");
        else if (verb is 'v' or 'p') Pad("0xc000000000");
        else BadVerb(verb, value);
    }

    private void PrintSlice(GoSlice slice, char verb, int depth)
    {
        if (ReferenceEquals(slice.ElementType, GoType.Uint8) && verb is 's' or 'q' or 'x' or 'X')
        {
            FormatText(string.Concat(slice.Items.Select(b => (char)(byte)b!)), verb);
            return;
        }
        if (_flags.SharpV)
        {
            _out.Append(slice.Type.Name);
            if (slice.IsNil)
            {
                _out.Append("(nil)");
                return;
            }
        }
        _out.Append(_flags.SharpV ? '{' : '[');
        for (var i = 0; i < slice.Count; i++)
        {
            if (i > 0) _out.Append(_flags.SharpV ? ", " : " ");
            PrintItem(slice.Items[i], verb, depth);
        }
        _out.Append(_flags.SharpV ? '}' : ']');
    }

    private void PrintMap(GoMap map, char verb, int depth)
    {
        if (_flags.SharpV)
        {
            _out.Append(map.Type.Name);
            if (map.IsNil)
            {
                _out.Append("(nil)");
                return;
            }
        }
        _out.Append(_flags.SharpV ? "{" : "map[");
        var first = true;
        foreach (var key in map.SortedKeys())
        {
            if (!first) _out.Append(_flags.SharpV ? ", " : " ");
            first = false;
            PrintValue(key, verb, depth + 1);
            _out.Append(':');
            PrintItem(map.Entries[key], verb, depth);
        }
        _out.Append(_flags.SharpV ? '}' : ']');
    }

    private void PrintStruct(IGoStruct value, char verb, int depth)
    {
        if (_flags.SharpV) _out.Append(value.Type.Name.TrimStart('*'));
        _out.Append('{');
        for (var i = 0; i < value.Fields.Count; i++)
        {
            if (i > 0) _out.Append(_flags.SharpV ? ", " : " ");
            if (_flags.PlusV || _flags.SharpV) _out.Append(value.Fields[i].Name).Append(':');
            PrintItem(value.Fields[i].Value, verb, depth);
        }
        _out.Append('}');
    }

    private void PrintItem(object? item, char verb, int depth)
    {
        if (item is not null) PrintValue(item, verb, depth + 1);
        else _out.Append(_flags.SharpV ? "interface {}(nil)" : "<nil>");
    }
}

/// <summary>Flags of one verb.</summary>
internal struct FormatFlags
{
    internal bool Sharp;
    internal bool SharpV;
    internal bool Plus;
    internal bool PlusV;
    internal bool Minus;
    internal bool Space;
    internal bool Zero;

    /// <summary>-1: none.</summary>
    internal int? Width;
    internal int? Precision;
}
