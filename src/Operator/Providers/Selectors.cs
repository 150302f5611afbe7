using System.Text.Json.Nodes;
using Eso.Operator.Providers.Specs;

namespace Eso.Operator.Providers;

/// <summary><c>SecretKeySelector</c>: a key of a Secret. A null namespace was not given.</summary>
internal sealed record SelectorRef(string Name, string? Namespace, string Key)
{
    public static SelectorRef? Read(JsonNode? node) => node is JsonObject selector
        ? new SelectorRef(selector.Text("name"), selector.TextOrNull("namespace"), selector.Text("key"))
        : null;
}

/// <summary><c>ServiceAccountSelector</c>.</summary>
internal sealed record ServiceAccountRef(string Name, string? Namespace, IReadOnlyList<string> Audiences)
{
    public static ServiceAccountRef? Read(JsonNode? node) => node is JsonObject selector
        ? new ServiceAccountRef(selector.Text("name"), selector.TextOrNull("namespace"), selector.Texts("audiences"))
        : null;
}
