using System.Text.Json.Nodes;

namespace Eso.Operator.Secrets.Templating;

/// <summary>
/// Where a template's result goes in a target that is no Secret: a dotted path with <c>[n]</c> indices, as ESO reads it.
/// </summary>
public sealed class TargetPath
{
    private const int IndexMax = 10_000;

    private readonly string _text;
    private readonly List<(string? Key, int Index)> _steps = [];

    private TargetPath(string text) => _text = text;

    /// <summary>Reads a path; case is kept.</summary>
    /// <exception cref="ValueException">ESO's <c>invalid path…</c>.</exception>
    public static TargetPath Parse(string text)
    {
        var path = new TargetPath(text);
        foreach (var segment in text.Split('.'))
        {
            if (segment.Length == 0) throw path.Invalid("empty segment");
            var bracket = segment.IndexOf('[');
            if (bracket != 0) path._steps.Add((bracket < 0 ? segment : segment[..bracket], -1));
            if (bracket >= 0) path.AddIndices(segment[bracket..]);
        }
        if (path._steps[0].Key is null) throw path.Invalid("path must start with a key");
        return path;
    }

    private ValueException Invalid(string why) => new($"invalid path \"{_text}\": {why}");

    private void AddIndices(string rest)
    {
        while (rest.Length > 0)
        {
            if (rest[0] != '[') throw Invalid($"expected '[' near \"{rest}\"");
            var end = rest.IndexOf(']');
            if (end < 0) throw Invalid("unterminated '['");
            var digits = rest[1..end];
            if (!int.TryParse(digits, System.Globalization.NumberStyles.AllowLeadingSign, null, out var index))
                throw Invalid($"bad index \"{digits}\"");
            if (index < 0) throw Invalid($"negative index {index}");
            if (index > IndexMax) throw Invalid($"index {index} exceeds maximum (10000)");
            _steps.Add((null, index));
            rest = rest[(end + 1)..];
        }
    }

    /// <summary>Values scope: the rendered text, read as YAML if it is that, replaces what is there.</summary>
    /// <exception cref="ValueException">The object has something else on the way.</exception>
    public void SetText(JsonObject target, byte[] rendered)
    {
        JsonNode? value;
        try
        {
            value = TemplateRenderer.ReadAny(rendered);
        }
        catch (ValueException)
        {
            value = System.Text.Encoding.UTF8.GetString(rendered);
        }
        Set(target, 0, _ => value);
    }

    /// <summary>KeysAndValues scope: a map is laid over a map that is there, unless the path is a single key.</summary>
    /// <exception cref="ValueException">The object has something else on the way.</exception>
    public void Merge(JsonObject target, JsonNode? parsed)
    {
        Set(target, 0, existing =>
        {
            if (_steps.Count == 1 || existing is not JsonObject into || parsed is not JsonObject from) return parsed;
            foreach (var (key, value) in from) into[key] = value?.DeepClone();
            return into;
        });
    }

    private JsonNode? Set(JsonNode? node, int at, Func<JsonNode?, JsonNode?> leaf)
    {
        if (at == _steps.Count) return leaf(node);
        var (key, index) = _steps[at];
        if (key is not null)
        {
            if (node is not (null or JsonObject)) throw Failure($"expected map at key \"{key}\" but found {GoName(node)}");
            var map = node as JsonObject ?? [];
            var old = map[key];
            var value = Set(old, at + 1, leaf);
            if (!ReferenceEquals(old, value) || value is null) map[key] = value;
            return map;
        }
        if (node is not (null or JsonArray)) throw Failure($"expected array at index {index} but found {GoName(node)}");
        var list = node as JsonArray ?? [];
        while (list.Count <= index) list.Add(null);
        var item = list[index];
        var changed = Set(item, at + 1, leaf);
        if (!ReferenceEquals(item, changed) || changed is null) list[index] = changed;
        return list;
    }

    private ValueException Failure(string why) => new($"failed to set path {_text}: {why}");

    private static string GoName(JsonNode node) => node switch
    {
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        _ => node.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "bool",
            _ => "float64",
        },
    };
}
