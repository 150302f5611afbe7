using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>An answer as lines that can be compared: each member's path with its kind, or with its value.</summary>
internal static class Shape
{
    private const int LinesMax = 2_000;

    /// <summary>Parts of an object that belong to one server or one moment.</summary>
    private static readonly HashSet<string> OfTheMoment = new(StringComparer.Ordinal)
    {
        "metadata.uid", "metadata.resourceVersion", "metadata.creationTimestamp", "metadata.managedFields", "metadata.generation", "status",
        "spec.clusterIP", "spec.clusterIPs",

        // What a namespace is called, which servers since 1.21 add by themselves; a hash of a name that may have a mark.
        "metadata.labels.kubernetes.io/metadata.name", "metadata.labels.reconcile.external-secrets.io/created-by",
    };

    /// <summary>An AWS answer: which members there are, of what kind.</summary>
    public static IReadOnlyList<string> Members(JsonObject answer)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        // Versions are keys of maps: their ids are in the path.
        Walk(answer, "", (path, value) => Add(lines, $"{StableText.Of(path)}: {KindOf(value)}"));
        return [.. lines];
    }

    /// <summary>A Kubernetes object: its members with their values, a Secret's as fingerprints.</summary>
    public static IReadOnlyList<string> Object(JsonObject found)
    {
        var secret = (string?)found["kind"] == "Secret";
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        Walk(found, "", (path, value) =>
        {
            if (!OfTheMoment.Any(p => path == p || path.StartsWith(p + ".", StringComparison.Ordinal) || path.StartsWith(p + "[", StringComparison.Ordinal)))
            {
                var masked = secret && (path.StartsWith("data", StringComparison.Ordinal) || path.StartsWith("stringData", StringComparison.Ordinal)
                    || path.Contains("last-applied-configuration", StringComparison.Ordinal));
                Add(lines, $"{path}: {(masked ? "masked" : StableText.Of(value?.ToJsonString() ?? "null"))}");
            }
        });
        return [.. lines];
    }

    private static void Add(SortedSet<string> lines, string line)
    {
        if (lines.Count < LinesMax)
        {
            lines.Add(line);
        }
    }

    private static void Walk(JsonNode? node, string path, Action<string, JsonNode?> leaf)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (key, value) in map)
                {
                    Walk(value, path.Length == 0 ? key : $"{path}.{key}", leaf);
                }

                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    Walk(item, $"{path}[]", leaf);
                }

                break;
            default:
                leaf(path, node);
                break;
        }
    }

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "yes or no",
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        _ => "null",
    };
}
