using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eso.Integration.Aws.Truth;

/// <summary>The variables of one played case, and the paths that read answers into them.</summary>
internal sealed class CaseVariables(Random chance)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Dictionary<string, JsonNode?> values = new(StringComparer.Ordinal);

    public JsonNode? this[string name]
    {
        get => values[name];
        set => values[name] = value?.DeepClone();
    }

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Makes a value of a template: <c>&lt;rand:8&gt;</c>, <c>&lt;digits:6&gt;</c>, <c>&lt;uuid&gt;</c>.</summary>
    public void Make(string name, string template)
    {
        var text = Substitute(JsonValue.Create(template))!.ToString();
        text = Regex.Replace(text, @"<(rand|digits):(\d+)>", m => new string(chance.GetItems(
            m.Groups[1].Value == "rand" ? Letters.AsSpan() : "123456789".AsSpan(), int.Parse(m.Groups[2].Value))));
        this[name] = text.Replace("<uuid>", Uuid(), StringComparison.Ordinal);
    }

    public string Uuid()
    {
        var bytes = new byte[16];
        chance.NextBytes(bytes);
        return new Guid(bytes).ToString("D");
    }

    /// <summary>Replaces <c>${name}</c> and <c>${name[:-N]}</c>; a text that is one placeholder keeps the value's type.</summary>
    public JsonNode? Substitute(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(members.Select(m => KeyValuePair.Create(
                    Substitute(JsonValue.Create(m.Key))!.ToString(), Substitute(m.Value))));
            case JsonArray list:
                return new JsonArray(list.Select(Substitute).ToArray());
            case JsonValue value when value.TryGetValue<string>(out var text):
                const string Placeholder = @"\$\{(\w+)(?:\[:-(\d+)\])?\}";
                var whole = Regex.Match(text, $@"\A{Placeholder}\z");
                if (whole.Success)
                {
                    return Value(whole);
                }

                var pattern = text.StartsWith("<regex:", StringComparison.Ordinal);
                return Regex.Replace(text, Placeholder, m =>
                    pattern ? Regex.Escape(Value(m)!.ToString()) : Value(m)!.ToString());
            default:
                return node?.DeepClone();
        }
    }

    /// <summary><c>$.A.B</c>, <c>[N]</c>, <c>[*]</c> and <c>[?Key=Value]</c>; the last two give a list.</summary>
    public static object? Pick(JsonNode? document, string path)
    {
        var found = new List<JsonNode?> { document };
        var many = false;
        foreach (Match part in Regex.Matches(path, @"\.([^.\[\]]+)|\[([^\]]+)\]"))
        {
            var name = part.Groups[1].Value;
            var index = part.Groups[2].Value;
            many |= index.Length > 0 && !char.IsDigit(index[0]);
            found = found.SelectMany(node => Step(node, name, index)).ToList();
        }

        return many
            ? new JsonArray(found.Select(n => n?.DeepClone()).ToArray())
            : found.Count > 0 ? found[0] : ValueMatching.Absent;
    }

    private static IEnumerable<JsonNode?> Step(JsonNode? node, string name, string index) => node switch
    {
        JsonObject members when name.Length > 0 && members.ContainsKey(name) => [members[name]],
        JsonArray list when index == "*" => list,
        JsonArray list when index.Length > 0 && char.IsDigit(index[0]) => list.Skip(int.Parse(index)).Take(1),
        JsonArray list when index.StartsWith('?') => list.Where(n => index[1..].Split('=', 2) is [var key, var want]
            && n is JsonObject o && o[key]?.ToString() == want),
        _ => [],
    };

    private JsonNode? Value(Match placeholder)
    {
        var value = values.TryGetValue(placeholder.Groups[1].Value, out var found)
            ? found
            : throw new KeyNotFoundException($"variable {placeholder.Groups[1].Value} has no value");
        return placeholder.Groups[2].Success
            ? JsonValue.Create(value!.ToString()[..^int.Parse(placeholder.Groups[2].Value)])
            : value?.DeepClone();
    }
}
