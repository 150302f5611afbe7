using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>
/// A kustomize directory, built as kubectl's kustomize builds it: resources, components, generators, patches, namespace,
/// prefix and suffix, labels, annotations, replicas, images; references follow names. Fields that are not known here are an
/// error, never left out in silence.
/// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
/// </summary>
internal static class Kustomization
{
    private const int DepthMax = 16;
    private static readonly string[] FileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    private static readonly string[] Fields =
    [
        "apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "namePrefix", "nameSuffix", "commonLabels", "labels",
        "commonAnnotations", "patches", "patchesStrategicMerge", "patchesJson6902", "configMapGenerator", "secretGenerator", "generatorOptions",
        "images", "replicas", "sortOptions", "buildMetadata",
    ];

    public static bool IsOne(string folder) => FileNames.Any(n => File.Exists(Path.Combine(folder, n)));

    /// <exception cref="ScenarioError">The directory uses what is not known here, or is wrong.</exception>
    public static IReadOnlyList<JsonObject> Build(string folder)
    {
        var all = Accumulate([], folder, 0);
        foreach (var one in all.Where(r => r.NeedsHash))
        {
            one.Rename($"{one.Name}-{ContentHash.Of(one.Object)}");
        }

        NameReferences.Fix(all);
        return ResourceOrder.Sorted(all).Select(r => r.Object).ToList();
    }

    /// <param name="before">What a component is applied to; empty for others.</param>
    private static List<KustomizeResource> Accumulate(List<KustomizeResource> before, string folder, int depth)
    {
        var file = Path.Combine(folder, FileNames.First(n => File.Exists(Path.Combine(folder, n))));
        var at = new Location(file, 1, 1);
        if (depth > DepthMax)
        {
            throw new ScenarioError(at, "kustomize directories that name each other without end");
        }

        var written = Read(file, at);
        var all = before.ToList();
        foreach (var path in Texts(written["resources"]).Concat(Texts(written["bases"])).Select(r => Path.Combine(folder, r)))
        {
            all.AddRange(Resources(path, at, depth));
        }

        Generators.Run(all, written, folder, at);
        foreach (var path in Texts(written["components"]).Select(c => Path.Combine(folder, c)))
        {
            all = IsOne(path) ? Accumulate(all, path, depth + 1) : throw new ScenarioError(at, $"there is no component {path}");
        }

        Patches.Run(all, written, folder, at);
        Transformers.Run(all, written);
        Patches.RunLate(all, written, folder, at);
        Transformers.RunLate(all, written, at);
        NameReferences.Fix(all);
        return all;
    }

    private static JsonObject Read(string file, Location at)
    {
        var read = YamlText.Read(ScenarioLoader.TextOf(file), file);
        var written = (read.Count == 1 ? YamlText.ToJson(read[0], file) as JsonObject : null)
            ?? throw new ScenarioError(at, "a kustomization is one mapping");
        return written.Select(p => p.Key).FirstOrDefault(k => !Fields.Contains(k)) is { } unknown
            ? throw new ScenarioError(at, $"the kustomize field '{unknown}' is not known here{Nearest.Hint(unknown, Fields)}")
            : written;
    }

    private static IEnumerable<KustomizeResource> Resources(string path, Location at, int depth) =>
        IsOne(path) ? Accumulate([], path, depth + 1)
        : File.Exists(path) ? Manifests.Parse(ScenarioLoader.TextOf(path), path).Select(o => new KustomizeResource(o))
        : throw new ScenarioError(at, $"there is no resource {path}");

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray ?? []).Select(n => n?.ToString() ?? "");
}
