using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Operator.Secrets.Templating.Documents;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating;

/// <summary>
/// Renders the templates of ExternalSecrets: parsed once, errors in ESO's words with the keys there are and without
/// values, rendered text read as YAML the way ESO reads it. Safe for concurrent use.
/// </summary>
public sealed class TemplateRenderer(TemplateEnvironment environment, TemplateDelimiters delimiters = default)
{
    private const int ParsedMax = 1024;
    private const int KeysShownMax = 20;

    // Shorter values occur in any text by accident.
    private const int HiddenLengthMin = 4;
    private const string Hidden = "[redacted]";

    private readonly ConcurrentDictionary<(string Name, string Text), GoTemplate> _parsed = new();

    /// <summary>Renders one template.</summary>
    /// <param name="name">The key it is for; errors name it.</param>
    /// <param name="text">The template.</param>
    /// <param name="values">What the template sees.</param>
    /// <param name="varied">Told when the result depends on clock or chance, too.</param>
    /// <exception cref="TemplateException">ESO's <c>unable to … template at key …</c>; never holds one of the values.</exception>
    public byte[] Render(
        string name, string text, IReadOnlyDictionary<string, SecretBytes> values, Action? varied = null)
    {
        var problem = $"unable to execute template at key {name}";
        try
        {
            return Parse(name, text).Execute(values, varied is null ? environment : environment.Watched(varied));
        }
        catch (TemplateException failed)
        {
            var inner = failed.Phase == TemplatePhase.Parse ? $"unable to parse template at key {name}" : problem;
            var message = Redact(failed.Message, values) + KeysThereAre(failed, values);
            throw failed.Saying($"{problem}: {inner}: {message}");
        }
    }

    /// <summary>Rendered text as the map of texts that <c>templateAs: KeysAndValues</c> wants; keys in order.</summary>
    /// <exception cref="ValueException">ESO's <c>could not unmarshal template…</c>.</exception>
    public static IReadOnlyList<KeyValuePair<string, byte[]>> ReadMap(ReadOnlySpan<byte> rendered)
    {
        object? value;
        try
        {
            value = YamlReader.Read(ByteText.FromBytes(rendered), textValues: true);
            if (value is not (null or GoMap)) throw new GoErrorException(Unmarshal.Mismatch(value, GoType.StringMap));
            return [.. Members(value as GoMap)];
        }
        catch (GoErrorException failed)
        {
            throw new ValueException($"could not unmarshal template to 'map[string][]byte': {ByteText.ToText(failed.Message)}");
        }
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Members(GoMap? map)
    {
        foreach (var key in map?.SortedKeys() ?? [])
        {
            var text = map!.Entries[key] switch
            {
                null => "",
                string member => member,
                var other => throw new GoErrorException(Unmarshal.Mismatch(other, GoType.String)),
            };
            yield return KeyValuePair.Create(ByteText.ToText(key), ByteText.ToBytes(text));
        }
    }

    /// <summary>Rendered text as any YAML value, for targets that are no Secret.</summary>
    /// <exception cref="ValueException">ESO's <c>could not unmarshal template YAML…</c>.</exception>
    public static JsonNode? ReadAny(ReadOnlySpan<byte> rendered)
    {
        try
        {
            return JsonNode.Parse(ByteText.ToText(GoJsonWriter.Write(YamlReader.Read(ByteText.FromBytes(rendered)))));
        }
        catch (GoErrorException failed)
        {
            throw new ValueException($"could not unmarshal template YAML: {ByteText.ToText(failed.Message)}");
        }
    }

    private GoTemplate Parse(string name, string text)
    {
        if (_parsed.TryGetValue((name, text), out var known)) return known;
        var parsed = GoTemplate.Parse(name, text, delimiters);
        if (_parsed.Count >= ParsedMax) _parsed.Clear();
        return _parsed[(name, text)] = parsed;
    }

    private static string KeysThereAre(TemplateException failed, IReadOnlyDictionary<string, SecretBytes> values)
    {
        if (failed.MissingKey is null) return "";
        var shown = values.Keys.Order(StringComparer.Ordinal).Take(KeysShownMax);
        return $" (there are: {string.Join(", ", shown)}{(values.Count > KeysShownMax ? ", …" : "")})";
    }

    // A function may put its argument into its error (fail, strconv's and url's parsers).
    private static string Redact(string message, IReadOnlyDictionary<string, SecretBytes> values)
    {
        var text = new StringBuilder(message);
        foreach (var value in values.Values.OrderByDescending(v => v.Length))
        {
            if (value.Length < HiddenLengthMin || value.Length > message.Length * 4) continue;
            text.Replace(value.RevealText(), Hidden);
        }
        return text.ToString();
    }
}
