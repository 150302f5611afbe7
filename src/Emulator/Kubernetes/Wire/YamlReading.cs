using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using YamlDotNet.Core;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// YAML to JSON as sigs.k8s.io/yaml does it: YAML 1.1 scalars (yes, on, 0o17, 1_000, .inf), merge keys, scalar keys made
/// strings, only the first document. Expansion by aliases is bounded.
/// </summary>
internal static class YamlReading
{
    private static readonly SearchValues<byte> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 13)).Select(b => (byte)b), 127]);

    private const int AliasNodesMax = 100_000;
    private const int OutputMax = 64 * 1024 * 1024;

    /// <summary>The JSON text. A repeated key is only reported: the last one wins, as in the real non-strict conversion.</summary>
    /// <exception cref="DecodeException">Not YAML.</exception>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> yaml, out string? duplicateFault)
    {
        // JSON is nearly YAML, but exact numbers and escapes come from the JSON reader.
        duplicateFault = null;
        var first = yaml.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (first >= 0 && yaml.Span[first] == '{' && GoJsonSyntax.Check(yaml.Span) is null)
        {
            return yaml;
        }

        if (yaml.Span.ContainsAny(ControlCharacters))
        {
            // go-yaml's reader; the scanner here would let them pass.
            throw new DecodeException("error converting YAML to JSON: yaml: control characters are not allowed");
        }

        try
        {
            var node = new YamlLoader(Encoding.UTF8.GetString(yaml.Span)).Load(out duplicateFault);
            return Write(node);
        }
        catch (YamlException e)
        {
            throw new DecodeException(YamlFaults.Text(e));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or InvalidCastException or KeyNotFoundException or FormatException)
        {
            // The scanner trips over some broken flow collections without saying where.
            throw new DecodeException("error converting YAML to JSON: yaml: did not find expected ',' or '}'");
        }
    }

    private static ReadOnlyMemory<byte> Write(YamlNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
            MaxDepth = 4 * GoJsonSyntax.MaxDepth,
        }))
        {
            var budget = new Budget(AliasNodesMax);
            Write(writer, node, budget, 0);
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, YamlNode? node, Budget budget, int depth)
    {
        if (depth > GoJsonSyntax.MaxDepth)
        {
            throw new DecodeException("yaml: exceeded max depth");
        }

        if (node is not null && node.Visits++ > 0 && --budget.Left < 0 || writer.BytesCommitted + writer.BytesPending > OutputMax)
        {
            throw new DecodeException("yaml: document contains excessive aliasing");
        }

        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                // The real conversion goes through a Go map, which is written with its keys sorted.
                foreach (var (key, value) in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(key);
                    Write(writer, value, budget, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item, budget, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar scalar:
                scalar.WriteTo(writer);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private sealed class Budget(int left)
    {
        public int Left { get; set; } = left;
    }
}

internal abstract class YamlNode
{
    /// <summary>How often the node was written: more than once means through an alias.</summary>
    public int Visits { get; set; }
}

internal sealed class YamlMap : YamlNode
{
    public List<KeyValuePair<string, YamlNode?>> Entries { get; } = [];

    private readonly Dictionary<string, int> _at = new(StringComparer.Ordinal);

    public bool Contains(string key) => _at.ContainsKey(key);

    public void Set(string key, YamlNode? value)
    {
        if (_at.TryGetValue(key, out var index))
        {
            Entries[index] = new(key, value);
            return;
        }

        _at[key] = Entries.Count;
        Entries.Add(new(key, value));
    }
}

internal sealed class YamlList : YamlNode
{
    public List<YamlNode?> Items { get; } = [];
}

internal sealed class YamlScalar(object? value) : YamlNode
{
    /// <summary>string, long, ulong, double, bool or null.</summary>
    public object? Value { get; } = value;

    /// <summary>How sigs.k8s.io/yaml makes a map key of it; null when it cannot.</summary>
    public string? Key => Value switch
    {
        string s => s,
        long l => l.ToString(CultureInfo.InvariantCulture),
        ulong u => u.ToString(CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        double d => GoNumbers.Text(d),
        _ => null,
    };

    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Value)
        {
            case string s:
                writer.WriteStringValue(s);
                break;
            case bool b:
                writer.WriteBooleanValue(b);
                break;
            case long l:
                writer.WriteNumberValue(l);
                break;
            case ulong u:
                writer.WriteNumberValue(u);
                break;
            case double d when double.IsFinite(d):
                writer.WriteRawValue(GoNumbers.Text(d));
                break;
            case double d:
                throw new DecodeException("json: unsupported value: " + (double.IsNaN(d) ? "NaN" : d > 0 ? "+Inf" : "-Inf"));
            default:
                writer.WriteNullValue();
                break;
        }
    }
}

/// <summary>Words the commonest faults as go-yaml does; YamlDotNet's own text otherwise.</summary>
internal static class YamlFaults
{
    public static string Text(YamlException e)
    {
        var text = e.Message.TrimEnd('.');
        if (text.StartsWith("While ", StringComparison.Ordinal) && text.IndexOf(',') is var comma && comma > 0)
        {
            text = text[(comma + 1)..].Trim();
        }

        text = char.ToLowerInvariant(text[0]) + text[1..];
        text = text switch
        {
            "found invalid mapping" => "mapping values are not allowed in this context",
            _ when text.Contains(" tab ", StringComparison.Ordinal) => "found a tab character that violates indentation",
            _ => text,
        };

        // The scanner's faults are at their end, counted from 1; the parser's at their start, counted from 0. A fault in the
        // first line comes without a number.
        var fromParser = text.StartsWith("did not find", StringComparison.Ordinal);
        var problem = fromParser ? e.Start.Line : e.End.Line;
        return problem <= 1 ? $"yaml: {text}" : $"yaml: line {problem - (fromParser ? 1 : 0)}: {text}";
    }

    public static string Duplicate(long line, string key) => $"  line {line}: key {Validation.FieldError.Quote(key)} already set in map";
}
