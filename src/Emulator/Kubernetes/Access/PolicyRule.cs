using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>What somebody wants to do: a verb on a resource, or on a path.</summary>
internal sealed record AccessAttributes
{
    public required string Verb { get; init; }

    public bool IsResource { get; init; } = true;

    public string Path { get; init; } = "";

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}

/// <summary>One rule of a Role, read once.</summary>
internal sealed record PolicyRule(
    string[] Verbs, string[] ApiGroups, string[] Resources, string[] ResourceNames, string[] NonResourceUrls)
{
    public static PolicyRule Read(JsonObject rule) => new(
        Texts(rule, "verbs"),
        Texts(rule, "apiGroups"),
        Texts(rule, "resources"),
        Texts(rule, "resourceNames"),
        Texts(rule, "nonResourceURLs"));

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["verbs"] = List(Verbs) };
        Add(json, "apiGroups", ApiGroups);
        Add(json, "resources", Resources);
        Add(json, "resourceNames", ResourceNames);
        Add(json, "nonResourceURLs", NonResourceUrls);
        return json;
    }

    /// <summary>rbac/v1's evaluation helpers: VerbMatches, APIGroupMatches, ResourceMatches and the rest.</summary>
    public bool Allows(AccessAttributes wanted)
    {
        if (!Has(Verbs, wanted.Verb))
        {
            return false;
        }

        if (!wanted.IsResource)
        {
            return NonResourceUrls.Any(url => url == "*" || url == wanted.Path
                || (url.EndsWith('*') && wanted.Path.StartsWith(url[..^1], StringComparison.Ordinal)));
        }

        return Has(ApiGroups, wanted.Group)
            && CoversResource(wanted)
            && (ResourceNames.Length == 0 || ResourceNames.Contains(wanted.Name, StringComparer.Ordinal));
    }

    private bool CoversResource(AccessAttributes wanted)
    {
        var full = wanted.FullResource;
        foreach (var resource in Resources)
        {
            if (resource == "*" || resource == full
                || (wanted.Subresource.Length > 0 && resource.StartsWith("*/", StringComparison.Ordinal)
                    && resource[2..] == wanted.Subresource))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string[] values, string value) => values.Contains("*") || values.Contains(value, StringComparer.Ordinal);

    private static string[] Texts(JsonObject rule, string field) => ObjectFields.Texts(rule, field).ToArray();

    private static JsonArray List(string[] values) => new(values.Select(v => (JsonNode?)JsonValue.Create(v)).ToArray());

    private static void Add(JsonObject json, string field, string[] values)
    {
        if (values.Length > 0)
        {
            json[field] = List(values);
        }
    }
}
