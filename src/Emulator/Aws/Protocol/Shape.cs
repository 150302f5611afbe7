using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Aws.Protocol;

internal enum ShapeKind
{
    Structure,
    List,
    Map,
    String,
    Integer,
    Long,
    Double,
    Boolean,
    Blob,
    Timestamp,
}

/// <summary>One shape of a service model with its limits.</summary>
internal sealed class Shape
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);
    private Regex? compiled;

    public Shape(string name, JsonElement facts)
    {
        Name = name;
        Kind = facts.GetProperty("type").GetString() switch
        {
            "structure" => ShapeKind.Structure,
            "list" => ShapeKind.List,
            "map" => ShapeKind.Map,
            "string" => ShapeKind.String,
            "integer" => ShapeKind.Integer,
            "long" => ShapeKind.Long,
            "double" or "float" => ShapeKind.Double,
            "boolean" => ShapeKind.Boolean,
            "blob" => ShapeKind.Blob,
            "timestamp" => ShapeKind.Timestamp,
            var other => throw new InvalidOperationException($"shape {name} has the unknown type {other}"),
        };
        Min = facts.TryGetProperty("min", out var min) ? min.GetInt64() : null;
        Max = facts.TryGetProperty("max", out var max) ? max.GetInt64() : null;
        Pattern = facts.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null;
        Enum = facts.TryGetProperty("enum", out var values)
            ? values.EnumerateArray().Select(v => v.GetString()!).ToArray()
            : null;
        Sensitive = facts.TryGetProperty("sensitive", out var sensitive) && sensitive.GetBoolean();
        Flattened = facts.TryGetProperty("flattened", out var flattened) && flattened.GetBoolean();
    }

    public string Name { get; }

    public ShapeKind Kind { get; }

    public long? Min { get; }

    public long? Max { get; }

    /// <summary>As the model writes it (Java's syntax), for error texts.</summary>
    public string? Pattern { get; }

    public IReadOnlyList<string>? Enum { get; }

    public bool Sensitive { get; }

    public bool Flattened { get; }

    /// <summary>Of a structure, in the model's order.</summary>
    public Member[] Members { get; private set; } = [];

    private readonly Dictionary<string, Member> byName = new(StringComparer.Ordinal);

    /// <summary>Of a list: its element; of a map: its value.</summary>
    public Member? Item { get; private set; }

    /// <summary>Of a map.</summary>
    public Member? Key { get; private set; }

    public Member? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Whether the whole of <paramref name="text"/> matches <see cref="Pattern"/>.</summary>
    public bool Matches(string text)
    {
        compiled ??= Compile(Pattern!);
        return compiled.IsMatch(text);
    }

    public void Link(JsonElement facts, Dictionary<string, Shape> shapes)
    {
        if (Kind == ShapeKind.Structure)
        {
            Members = facts.GetProperty("members").EnumerateObject()
                .Select(m => MakeMember(m.Name, m.Value, shapes)).ToArray();
            foreach (var member in Members)
            {
                byName[member.Name] = member;
            }
        }
        else if (Kind == ShapeKind.List)
        {
            Item = MakeMember("member", facts.GetProperty("member"), shapes);
        }
        else if (Kind == ShapeKind.Map)
        {
            Key = MakeMember("key", facts.GetProperty("key"), shapes);
            Item = MakeMember("value", facts.GetProperty("value"), shapes);
        }
    }

    private static Member MakeMember(string name, JsonElement facts, Dictionary<string, Shape> shapes) => new(
        name,
        shapes[facts.GetProperty("shape").GetString()!],
        facts.TryGetProperty("required", out var required) && required.GetBoolean(),
        facts.TryGetProperty("idempotencyToken", out var token) && token.GetBoolean(),
        facts.TryGetProperty("locationName", out var location) ? location.GetString()! : name);

    // A constraint must match the whole text.
    private static Regex Compile(string pattern)
    {
        var whole = $@"\A(?:{Ascii(pattern)})\z";
        try
        {
            return new Regex(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(whole, RegexOptions.CultureInvariant, PatternTimeout);
        }
    }

    // Java's \w and \d know ASCII only, .NET's all of Unicode.
    private static string Ascii(string pattern)
    {
        var text = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                var escaped = pattern[++i];
                var set = escaped switch { 'w' => "a-zA-Z0-9_", 'd' => "0-9", _ => null };
                text.Append(set is null ? $"\\{escaped}" : inClass ? set : $"[{set}]");
                continue;
            }

            inClass = pattern[i] switch { '[' => true, ']' => false, _ => inClass };
            text.Append(pattern[i]);
        }

        return text.ToString();
    }
}

/// <param name="Name">As the model writes it: <c>SecretId</c>.</param>
/// <param name="IdempotencyToken">True where SDKs fill in a UUID; a raw request may lack it.</param>
/// <param name="WireName">Its name in the query protocol.</param>
internal sealed record Member(string Name, Shape Shape, bool Required, bool IdempotencyToken, string WireName)
{
    /// <summary>Its name as JSON requests spell it.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>As constraint errors write it: <c>secretId</c>.</summary>
    public string Path { get; } = Name.Length == 0 ? Name : char.ToLowerInvariant(Name[0]) + Name[1..];
}
