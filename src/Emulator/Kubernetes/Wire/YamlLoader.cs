using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Builds the first document of a YAML text with go-yaml v2's rules for scalars, keys and merges.</summary>
internal sealed partial class YamlLoader(string text)
{
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly List<string> _duplicates = [];

    public YamlNode? Load(out string? duplicateFault)
    {
        duplicateFault = null;
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var node = Node(0);
        _parser.Consume<DocumentEnd>();
        duplicateFault = _duplicates.Count == 0 ? null : "yaml: unmarshal errors:\n" + string.Join('\n', _duplicates);
        return node;
    }

    private YamlNode? Node(int depth)
    {
        if (depth > GoJsonSyntax.MaxDepth)
        {
            throw new DecodeException("yaml: exceeded max depth");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var target)
                ? target
                : throw new DecodeException($"yaml: unknown anchor '{alias.Value.Value}' referenced");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var value = Resolve(scalar);
            Remember(scalar, value);
            return value;
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var list = new YamlList();
            Remember(sequence, list);
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                list.Items.Add(Node(depth + 1));
            }

            return list;
        }

        var start = _parser.Consume<MappingStart>();
        var map = new YamlMap();
        Remember(start, map);
        Mapping(map, depth);
        return map;
    }

    private void Mapping(YamlMap map, int depth)
    {
        var merges = new List<YamlNode?>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var line = _parser.Current?.Start.Line ?? 0;
            var isMerge = _parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            var keyNode = Node(depth + 1);
            var value = Node(depth + 1);
            if (isMerge)
            {
                merges.Add(value);
                continue;
            }

            var key = (keyNode as YamlScalar)?.Key
                ?? throw new DecodeException("json: unsupported type: map[interface {}]interface {}");
            if (map.Contains(key))
            {
                _duplicates.Add(YamlFaults.Duplicate(line, key));
            }

            map.Set(key, value);
        }

        foreach (var merge in merges)
        {
            Merge(map, merge);
        }
    }

    private static void Merge(YamlMap map, YamlNode? source)
    {
        var sources = source is YamlList list ? list.Items : [source];
        foreach (var item in sources)
        {
            if (item is not YamlMap from || ReferenceEquals(from, map))
            {
                throw new DecodeException("yaml: map merge requires map or sequence of maps as the value");
            }

            foreach (var (key, value) in from.Entries)
            {
                if (!map.Contains(key))
                {
                    map.Set(key, value);
                }
            }
        }
    }

    private void Remember(NodeEvent node, YamlNode value)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = value;
        }
    }

    private static YamlScalar Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag is "tag:yaml.org,2002:str" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain))
        {
            return new YamlScalar(scalar.Value);
        }

        if (tag == "tag:yaml.org,2002:binary")
        {
            try
            {
                return new YamlScalar(System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(scalar.Value)));
            }
            catch (FormatException)
            {
                throw new DecodeException("yaml: !!binary value contains invalid base64 data");
            }
        }

        var value = Plain(scalar.Value);
        return new YamlScalar(tag == "tag:yaml.org,2002:float" && value is long l ? (double)l : value);
    }

    private static object? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return true;
            case "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return false;
            case ".nan" or ".NaN" or ".NAN":
                return double.NaN;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return double.PositiveInfinity;
            case "-.inf" or "-.Inf" or "-.INF":
                return double.NegativeInfinity;
        }

        return "+-.0123456789".Contains(text[0]) ? Number(text) ?? text : text;
    }

    private static object? Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(plain) is { } integer)
        {
            return integer;
        }

        return Float().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && double.IsFinite(real)
            ? real
            : null;
    }

    /// <summary>strconv.ParseInt with base 0, plus go-yaml's 0b and 0o.</summary>
    private static object? Integer(string text)
    {
        var negative = text.StartsWith('-');
        var digits = text.TrimStart('+', '-');
        if (digits.Length == 0 || text.Length - digits.Length > 1)
        {
            return null;
        }

        var (radix, body) = digits.Length > 1 && digits[0] == '0'
            ? char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, digits[2..]),
                'b' => (2, digits[2..]),
                'o' => (8, digits[2..]),
                _ => (8, digits[1..]),
            }
            : (10, digits);
        if (body.Length == 0)
        {
            return null;
        }

        System.Numerics.BigInteger value = 0;
        foreach (var c in body.Length > 80 ? "x" : body)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        value = negative ? -value : value;
        return value >= long.MinValue && value <= long.MaxValue ? (long)value
            : value > 0 && value <= ulong.MaxValue ? (ulong)value
            : null;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Float();
}
