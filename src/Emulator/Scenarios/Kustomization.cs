using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>
/// A kustomize directory, as far as secrets' manifests use it: resources (files and other such directories), namespace,
/// name prefix and suffix, labels, annotations, patches. Any other field is an error, never left out in silence.
/// </summary>
internal static class Kustomization
{
    private const int DepthMax = 16;
    private static readonly string[] FileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    private static readonly string[] Fields =
        ["apiVersion", "kind", "metadata", "resources", "namespace", "namePrefix", "nameSuffix", "commonLabels", "labels", "commonAnnotations", "patches"];

    private static readonly string[] ClusterWide =
        ["Namespace", "ClusterSecretStore", "ClusterExternalSecret", "ClusterPushSecret", "ClusterRole", "ClusterRoleBinding",
         "CustomResourceDefinition", "ClusterGenerator", "Node", "StorageClass", "PriorityClass"];

    public static bool IsOne(string folder) => FileNames.Any(n => File.Exists(Path.Combine(folder, n)));

    /// <exception cref="ScenarioError">The directory uses what is not known here, or is wrong.</exception>
    public static IReadOnlyList<JsonObject> Build(string folder) => Build(folder, 0);

    private static List<JsonObject> Build(string folder, int depth)
    {
        var file = Path.Combine(folder, FileNames.First(n => File.Exists(Path.Combine(folder, n))));
        var at = new Location(file, 1, 1);
        if (depth > DepthMax)
        {
            throw new ScenarioError(at, "kustomize directories that name each other without end");
        }

        var read = YamlText.Read(ScenarioLoader.TextOf(file), file);
        var written = read.Count == 1 ? YamlText.ToJson(read[0], file) as JsonObject : null;
        if (written is null)
        {
            throw new ScenarioError(at, "a kustomization is one mapping");
        }

        if (written.Select(p => p.Key).FirstOrDefault(k => !Fields.Contains(k)) is { } unknown)
        {
            throw new ScenarioError(at, $"the kustomize field '{unknown}' is not known here{Nearest.Hint(unknown, Fields)}");
        }

        var objects = Texts(written["resources"]).SelectMany(r => Resource(Path.Combine(folder, r), at, depth)).ToList();
        foreach (var patch in (written["patches"] as JsonArray ?? []).OfType<JsonObject>())
        {
            KustomizePatch.Apply(objects, patch, folder, at);
        }

        foreach (var obj in objects)
        {
            Transform(obj, written);
        }

        return objects;
    }

    private static IReadOnlyList<JsonObject> Resource(string path, Location at, int depth) =>
        IsOne(path) ? Build(path, depth + 1)
        : File.Exists(path) ? Manifests.Parse(ScenarioLoader.TextOf(path), path)
        : throw new ScenarioError(at, $"there is no resource {path}");

    private static void Transform(JsonObject obj, JsonObject written)
    {
        var metadata = (JsonObject)obj["metadata"]!;
        var kind = (string?)obj["kind"] ?? "";
        if (kind is not ("Namespace" or "CustomResourceDefinition"))
        {
            metadata["name"] = $"{(string?)written["namePrefix"]}{(string?)metadata["name"]}{(string?)written["nameSuffix"]}";
        }

        if ((string?)written["namespace"] is { } ns && !ClusterWide.Contains(kind))
        {
            metadata["namespace"] = ns;
        }

        Add(metadata, "labels", written["commonLabels"] as JsonObject);
        foreach (var label in (written["labels"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Add(metadata, "labels", label["pairs"] as JsonObject);
        }

        Add(metadata, "annotations", written["commonAnnotations"] as JsonObject);
    }

    private static void Add(JsonObject metadata, string key, JsonObject? pairs)
    {
        if (pairs is null)
        {
            return;
        }

        var map = metadata[key] as JsonObject;
        if (map is null)
        {
            metadata[key] = map = [];
        }

        foreach (var (name, value) in pairs)
        {
            map[name] = value?.DeepClone();
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray ?? []).Select(n => n?.ToString() ?? "");
}
