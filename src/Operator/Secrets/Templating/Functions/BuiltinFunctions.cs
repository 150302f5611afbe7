using System.Globalization;
using System.Text;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>text/template's own functions. <c>slice</c> is sprig's.</summary>
[TemplateFunctions]
internal static class BuiltinFunctions
{
    // Evaluated by the executor, which needs their signature only.
    public static Val And(Val first, params Val[] rest) => first;

    public static Val Or(Val first, params Val[] rest) => first;

    public static bool Not(Val value) => !value.Unwrapped.IsTrue;

    public static Val Call(Executor executor, Val function, params Val[] arguments)
    {
        if (!function.Unwrapped.IsValid) throw new GoErrorException("call of nil");
        throw new GoErrorException($"non-function {executor.Callee} of type {function.Unwrapped.Type}");
    }

    public static string Html(params object?[] values) => EscapeHtml(Text(values));

    public static string Js(params object?[] values) => EscapeJs(Text(values));

    public static string Urlquery(params object?[] values) => GoUrl.QueryEscape(Text(values));

    public static string Print(params object?[] values) => GoPrinter.Sprint(values);

    public static string Printf(string format, params object?[] values) => GoPrinter.Sprintf(format, values);

    public static string Println(params object?[] values) => GoPrinter.Sprintln(values);

    public static nint Len(Val value) => value.Object switch
    {
        string text => text.Length,
        GoSlice slice => slice.Count,
        GoMap map => map.Count,
        null when value.IsInterface => throw new GoErrorException("len of nil pointer"),
        null => throw new GoErrorException("reflect: call of reflect.Value.Type on zero Value"),
        _ => throw new GoErrorException($"len of type {GoType.Of(value.Object)?.ToString().TrimStart('*')}"),
    };

    public static Val Index(Val item, params Val[] indexes)
    {
        item = item.Unwrapped;
        if (!item.IsValid) throw new GoErrorException("index of untyped nil");
        foreach (var index in indexes)
        {
            switch (item.Object)
            {
                case null:
                    throw new GoErrorException("index of nil pointer");
                case GoSlice slice:
                    var at = IndexOf(index.Unwrapped, slice.Count);
                    if (at == slice.Count) throw new GoErrorException("reflect: slice index out of range");
                    item = Val.Item(slice.ElementType, slice.Items[at]);
                    break;
                case string text:
                    var of = IndexOf(index.Unwrapped, text.Length);
                    if (of == text.Length) throw new GoErrorException("reflect: string index out of range");
                    item = Val.Of((byte)text[of]);
                    break;
                case GoMap map:
                    item = IndexMap(map, index.Unwrapped);
                    break;
                default:
                    throw new GoErrorException($"can't index item of type {GoType.Of(item.Object)}");
            }
        }
        return item;
    }

    private static Val IndexMap(GoMap map, Val key)
    {
        if (!key.IsValid) throw new GoErrorException("value is nil; should be of type string");
        if (key.Object is not string name)
            throw new GoErrorException($"value has type {key.Type}; should be string");
        var element = map.Type.Element!;
        if (map.Entries.TryGetValue(name, out var value)) return Val.Item(element, value);
        return element.Kind == GoKind.String ? Val.Of("") : Val.InInterface(null);
    }

    private static int IndexOf(Val index, int count)
    {
        long at = index.Object switch
        {
            nint i => i,
            long i => i,
            int i => i,
            uint i => i,
            byte i => i,
            ulong i => (long)i,
            GoNamedInteger i => i.Value,
            null => throw new GoErrorException("cannot index slice/array with nil"),
            _ => throw new GoErrorException($"cannot index slice/array with type {index.Type}"),
        };
        if (at < 0 || at > count) throw new GoErrorException($"index out of range: {at}");
        return (int)at;
    }

    private static string Text(object?[] values)
    {
        if (values is [string only]) return only;
        // A missing value prints as text/template prints it.
        var shown = new object?[values.Length];
        for (var i = 0; i < shown.Length; i++) shown[i] = values[i] ?? "<no value>";
        return GoPrinter.Sprint(shown);
    }

    private static string EscapeHtml(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\0' => escaped.Append("\u00EF\u00BF\u00BD"),
                '"' => escaped.Append("&#34;"),
                '\'' => escaped.Append("&#39;"),
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    private static string EscapeJs(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length;)
        {
            var rune = ByteText.DecodeRune(text, i, out var width);
            if (rune is '\\' or '\'' or '"') escaped.Append('\\').Append((char)rune);
            else if (rune is '<' or '>' or '&' or '=' || rune < ' ') escaped.Append($@"\u00{rune:X2}");
            else if (rune < 0x80) escaped.Append((char)rune);
            else if (GoQuote.IsPrint(rune)) escaped.Append(text, i, width);
            else escaped.Append(CultureInfo.InvariantCulture, $@"\u{rune:X4}");
            i += width;
        }
        return escaped.ToString();
    }
}
