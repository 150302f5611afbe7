using System.Runtime.CompilerServices;
using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>
/// go-yaml v2's output: block style, lists not indented under their key, lines folded after column 80.
/// Takes what <see cref="GoJsonReader"/> gives, as sigs.k8s.io/yaml goes by way of JSON.
/// </summary>
internal sealed partial class YamlWriter
{
    private const int Width = 80;
    private const int SimpleKeyMax = 128;

    private readonly StringBuilder _out = new();
    private int _column;

    /// <summary>The document, ending in a line break; a byte string.</summary>
    internal static string Write(object? value)
    {
        var writer = new YamlWriter();
        writer.Node(value, -2, afterKey: false);
        writer.Put('\n');
        return writer._out.ToString();
    }

    private void Put(char c)
    {
        _out.Append(c);
        // Columns count runes.
        if (c == '\n') _column = 0;
        else if ((c & 0xC0) != 0x80) _column++;
    }

    private void Put(string text)
    {
        foreach (var c in text) Put(c);
    }

    private void NewLine(int indent)
    {
        Put('\n');
        for (var i = 0; i < indent; i++) Put(' ');
    }

    /// <param name="value">The node.</param>
    /// <param name="indent">Of the parent; negative at the root.</param>
    /// <param name="afterKey">It is the value of a mapping's key.</param>
    private void Node(object? value, int indent, bool afterKey)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case GoMap { Count: > 0 } map: Mapping(map, indent + 2, onNewLine: afterKey); break;
            case GoMap: Scalar("{}", afterKey); break;
            case GoSlice { Count: > 0 } list: Sequence(list, afterKey ? Math.Max(indent, 0) : indent + 2, onNewLine: afterKey); break;
            case GoSlice: Scalar("[]", afterKey); break;
            case string text:
                if (afterKey) Put(' ');
                Text(text, Math.Max(indent + 2, 2), isKey: false);
                break;
            case null: Scalar("null", afterKey); break;
            case bool b: Scalar(b ? "true" : "false", afterKey); break;
            case double number: Scalar(NumberText(number), afterKey); break;
            default: Scalar(YamlScalars.IntText(value), afterKey); break;
        }
    }

    private void Scalar(string text, bool afterKey)
    {
        if (afterKey) Put(' ');
        Put(text);
    }

    // JSON's number is read again as YAML: a whole one is an integer.
    private static string NumberText(double number)
    {
        var (_, value) = YamlScalars.Resolve(GoJsonWriter.Write(number));
        return value is double real ? YamlScalars.FloatText(real) : YamlScalars.IntText(value!);
    }

    private void Mapping(GoMap map, int indent, bool onNewLine)
    {
        var first = !onNewLine;
        foreach (var key in map.Entries.Keys.Order(YamlKeyOrder.Instance))
        {
            if (!first) NewLine(indent);
            first = false;
            var simple = key.Length <= SimpleKeyMax && !key.AsSpan().ContainsAny("\r\n");
            if (!simple) Put("? ");
            Text(key, indent + 2, isKey: simple);
            if (!simple) NewLine(indent);
            Put(':');
            Node(map.Entries[key], indent, afterKey: true);
        }
    }

    private void Sequence(GoSlice list, int indent, bool onNewLine)
    {
        var first = !onNewLine;
        foreach (var item in list.Items)
        {
            if (!first) NewLine(indent);
            first = false;
            Put("- ");
            Node(item, indent, afterKey: false);
        }
    }
}

/// <summary>go-yaml's order of keys: letters after the rest, runs of digits by their number.</summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    internal static readonly YamlKeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        if (x == y) return 0;
        return Less(ByteText.Runes(x!), ByteText.Runes(y!)) ? -1 : 1;
    }

    private static bool Less(List<int> a, List<int> b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            if (a[i] == b[i]) continue;
            var (aLetter, bLetter) = (GoUnicode.IsLetter(a[i]), GoUnicode.IsLetter(b[i]));
            if (aLetter && bLetter) return a[i] < b[i];
            if (aLetter || bLetter) return bLetter;
            // Zeros after other digits count.
            long lead = 0;
            if (a[i] == '0' || b[i] == '0')
                for (var j = i - 1; j >= 0 && GoUnicode.IsDigit(a[j]) && lead == 0; j--)
                    lead = a[j] != '0' ? 1 : 0;
            var (aNumber, aEnd) = Number(a, i, lead);
            var (bNumber, bEnd) = Number(b, i, lead);
            if (aNumber != bNumber) return aNumber < bNumber;
            if (aEnd != bEnd) return aEnd < bEnd;
            return a[i] < b[i];
        }
        return a.Count < b.Count;
    }

    private static (long Number, int End) Number(List<int> runes, int at, long number)
    {
        for (; at < runes.Count && GoUnicode.IsDigit(runes[at]); at++) number = unchecked(number * 10 + (runes[at] - '0'));
        return (number, at);
    }
}
