using System.Runtime.CompilerServices;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>
/// sigs.k8s.io/yaml's Unmarshal: YAML as go-yaml v2 understands it, then JSON. The first document only; merge keys;
/// bounded in nodes, so that aliases cannot multiply without end.
/// </summary>
internal sealed class YamlReader
{
    private const int NodesMax = 400_000;

    private readonly IParser _parser;
    private readonly Dictionary<string, object?> _anchors = new(StringComparer.Ordinal);
    private readonly bool _textWanted;
    private readonly string _text;
    private int _flowDepth;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlReader(string text, bool textWanted)
    {
        _parser = new Parser(new StringReader(text));
        _textWanted = textWanted;
        _text = text;
    }

    private sealed record Key(object? Value);

    /// <summary>Any document; numbers are float64 as from JSON.</summary>
    /// <param name="bytes">A byte string.</param>
    /// <param name="textValues">The members of the top mapping are wanted as text: scalars become theirs.</param>
    /// <exception cref="GoErrorException">The library's error.</exception>
    internal static object? Read(string bytes, bool textValues = false)
    {
        try
        {
            return new YamlReader(ByteText.ToText(bytes), textValues).Document();
        }
        catch (YamlException failed)
        {
            throw new GoErrorException(ByteText.FromText(YamlErrors.Describe(failed)));
        }
        catch (Exception failed) when (failed is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or KeyNotFoundException or FormatException)
        {
            // The parser stumbles over some broken flow collections.
            throw new GoErrorException("error converting YAML to JSON: yaml: did not find expected ',' or ']'");
        }
        catch (InsufficientExecutionStackException)
        {
            throw new GoErrorException("error converting YAML to JSON: yaml: exceeded max depth");
        }
    }

    private static GoErrorException Failure(string message) => new("error converting YAML to JSON: yaml: " + message);

    private object? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return null;
        return ToJson(Node(), _textWanted, top: true);
    }

    private object? Node()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_nodes > NodesMax) throw Failure("document contains excessive aliasing");
        RefuseTabs();
        switch (_parser.Current)
        {
            case Scalar scalar:
                _parser.MoveNext();
                return Keep(scalar, ScalarValue(scalar));
            case AnchorAlias alias:
                _parser.MoveNext();
                return Alias(alias.Value.Value);
            case MappingStart start:
                _parser.MoveNext();
                return Mapping(start);
            case SequenceStart start:
                _parser.MoveNext();
                return Sequence(start);
            default:
                throw Failure("unexpected event");
        }
    }

    // libyaml takes no tab for indentation; YamlDotNet does.
    private void RefuseTabs()
    {
        if (_flowDepth > 0 || _parser.Current is not { } node) return;
        var start = (int)Math.Min(node.Start.Index, _text.Length);
        for (var at = start - 1; at >= 0 && _text[at] is ' ' or '\t'; at--)
            if (_text[at] == '\t' && _text.AsSpan(0, at).TrimEnd(" \t") is var before && (before.IsEmpty || before[^1] == '\n'))
                throw Failure("found character that cannot start any token");
    }

    private object? Keep(NodeEvent node, object? value)
    {
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor.Value] = value;
        return value;
    }

    private object? Alias(string name)
    {
        if (_open.Contains(name)) throw Failure($"anchor '{name}' value contains itself");
        if (!_anchors.TryGetValue(name, out var value)) throw Failure($"unknown anchor '{name}' referenced");
        Count(value);
        return value;
    }

    // An alias costs what it stands for.
    private void Count(object? value)
    {
        if (++_nodes > NodesMax) throw Failure("document contains excessive aliasing");
        switch (value)
        {
            case List<object?> list:
                foreach (var item in list) Count(item);
                break;
            case Dictionary<Key, object?> map:
                foreach (var item in map.Values) Count(item);
                break;
        }
    }

    private List<object?> Sequence(SequenceStart start)
    {
        var items = new List<object?>();
        Open(start, start.Style == SequenceStyle.Flow);
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Node());
        Close(start, items, start.Style == SequenceStyle.Flow);
        return items;
    }

    private Dictionary<Key, object?> Mapping(MappingStart start)
    {
        var map = new Dictionary<Key, object?>();
        Open(start, start.Style == MappingStyle.Flow);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var merge = _parser.Current is Scalar { Value: "<<" } key
                && (key.Tag.IsEmpty ? key.Style == ScalarStyle.Plain : key.Tag.Value == "tag:yaml.org,2002:merge");
            var name = Node();
            if (merge) Merge(map, Node());
            else map[new Key(name)] = Node();
        }
        Close(start, map, start.Style == MappingStyle.Flow);
        return map;
    }

    private void Open(NodeEvent node, bool flow)
    {
        if (flow) _flowDepth++;
        if (!node.Anchor.IsEmpty) _open.Add(node.Anchor.Value);
    }

    private void Close(NodeEvent node, object value, bool flow)
    {
        if (flow) _flowDepth--;
        if (node.Anchor.IsEmpty) return;
        _open.Remove(node.Anchor.Value);
        _anchors[node.Anchor.Value] = value;
    }

    private static void Merge(Dictionary<Key, object?> into, object? source)
    {
        switch (source)
        {
            case Dictionary<Key, object?> map:
                foreach (var (key, value) in map) into[key] = value;
                break;
            case List<object?> maps:
                // Earlier ones win.
                for (var i = maps.Count - 1; i >= 0; i--)
                {
                    if (maps[i] is not Dictionary<Key, object?>) throw MergeFailure();
                    Merge(into, maps[i]);
                }
                break;
            default:
                throw MergeFailure();
        }
    }

    private static GoErrorException MergeFailure() => Failure("map merge requires map or sequence of maps as the value");

    private static object? ScalarValue(Scalar scalar)
    {
        var text = ByteText.FromText(scalar.Value);
        if (scalar.Tag.IsEmpty)
            return scalar.Style is ScalarStyle.Plain or ScalarStyle.Any ? YamlScalars.Resolve(text).Value : text;
        const string Core = "tag:yaml.org,2002:";
        var tag = scalar.Tag.IsNonSpecific ? YamlScalars.StringTag : scalar.Tag.Value;
        if (tag.StartsWith(Core, StringComparison.Ordinal)) tag = "!!" + tag[Core.Length..];
        switch (tag)
        {
            case YamlScalars.BinaryTag:
                return GoBase64.TryDecode(text, out var bytes, out _)
                    ? ByteText.FromBytes(bytes) : throw Failure("!!binary value contains invalid base64 data");
            case YamlScalars.IntTag or YamlScalars.FloatTag or YamlScalars.BoolTag or YamlScalars.NullTag:
                var (found, value) = YamlScalars.Resolve(text);
                if (found == tag) return value;
                if (tag == YamlScalars.FloatTag && found == YamlScalars.IntTag) return GoConvert.Float64(value);
                throw Failure($"cannot decode {found} `{text}` as a {tag}");
            default:
                return text;
        }
    }

    /// <summary>What encoding/json would make of it: keys are text, whole numbers float64.</summary>
    private static object? ToJson(object? value, bool textWanted, bool top = false)
    {
        switch (value)
        {
            case Dictionary<Key, object?> map:
                var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (key, item) in map) entries[KeyText(key.Value)] = ToJson(item, textWanted && top);
                return GoMap.Of(entries);
            case List<object?> list:
                return GoSlice.Of([.. list.Select(i => ToJson(i, textWanted: false))]);
            case string text:
                return ByteText.IsValidUtf8(text) ? text : ByteText.FromRunes(ByteText.Runes(text));
            case long integer: return textWanted && !top ? GoConvert.Decimal(integer) : (double)integer;
            case ulong integer: return textWanted && !top ? YamlScalars.IntText(integer) : (double)integer;
            // Printed as a float32, a quirk of sigs.k8s.io/yaml.
            case double real when textWanted && !top: return GoFloat.Format(Single(real), 'g', -1, single: true);
            case double real when double.IsNaN(real) || double.IsInfinity(real):
                throw new GoErrorException("error converting YAML to JSON: json: unsupported value: " + GoFloat.Format(real, 'g', -1));
            case bool b when textWanted && !top: return b ? "true" : "false";
            default: return value;
        }
    }

    private static double Single(double value) => (float)value;

    private static string KeyText(object? key) => key switch
    {
        string text => text,
        long integer => GoConvert.Decimal(integer),
        bool b => b ? "true" : "false",
        double real => GoFloat.Format(Single(real), 'g', -1, single: true) switch
        {
            "+Inf" => ".inf",
            "-Inf" => "-.inf",
            "NaN" => ".nan",
            var text => text,
        },
        _ => throw new GoErrorException("error converting YAML to JSON: unsupported map key"),
    };
}
