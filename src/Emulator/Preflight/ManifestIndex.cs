using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Preflight;

/// <summary>One object of a manifest, and where each of its values stands.</summary>
internal sealed record PlacedManifest(JsonObject Object, YamlNode Node, string File)
{
    public string Kind => Text(Object["kind"]);

    public string Name => Text(Object["metadata"]?["name"]);

    public string Namespace => Object["metadata"]?["namespace"] is { } ns ? Text(ns) : "default";

    /// <summary>The place of a value by its path; of the nearest thing around it when it is not there.</summary>
    public Location At(params ReadOnlySpan<object> path)
    {
        var node = Node;
        foreach (var part in path)
        {
            var next = (node, part) switch
            {
                (YamlMappingNode map, string key) => map.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == key).Value,
                (YamlSequenceNode list, int index) when index < list.Children.Count => list.Children[index],
                _ => null,
            };
            if (next is null)
            {
                break;
            }

            node = next;
        }

        return YamlText.At(node, File);
    }

    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";
}

/// <summary>All Kubernetes objects of a folder's YAML and JSON files, by kind and name. Other documents are left alone.</summary>
internal sealed class ManifestIndex
{
    private const int FilesMax = 20_000;
    private readonly Dictionary<(string Kind, string Namespace, string Name), PlacedManifest> byName = [];

    private ManifestIndex(IReadOnlyList<PlacedManifest> all)
    {
        All = all;
        foreach (var one in all)
        {
            byName.TryAdd((one.Kind, one.Namespace, one.Name), one);
        }
    }

    public IReadOnlyList<PlacedManifest> All { get; }

    /// <exception cref="ScenarioError">A file is absent or not YAML: with line and column.</exception>
    public static ManifestIndex Load(IEnumerable<string> paths)
    {
        var files = paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal).Take(FilesMax).ToList();
        return new ManifestIndex([.. files.AsParallel().AsOrdered().SelectMany(Read)]);
    }

    public PlacedManifest? Find(string kind, string ns, string name) =>
        byName.GetValueOrDefault((kind, kind.StartsWith("Cluster", StringComparison.Ordinal) ? "default" : ns, name));

    private static IEnumerable<string> FilesOf(string path)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json").Order(StringComparer.Ordinal);
        }

        return File.Exists(path) ? [path] : throw new ScenarioError(new Location(path, 1, 1), "no such file or folder");
    }

    private static List<PlacedManifest> Read(string file)
    {
        var found = new List<PlacedManifest>();
        if (new FileInfo(file).Length > YamlText.FileBytesMax)
        {
            throw new ScenarioError(new Location(file, 1, 1), $"larger than {YamlText.FileBytesMax / 1024 / 1024} MiB");
        }

        foreach (var node in YamlText.Read(File.ReadAllText(file, Encoding.UTF8), file))
        {
            if (node is YamlMappingNode map)
            {
                Add(map, file, found);
            }
        }

        return found;
    }

    private static void Add(YamlMappingNode map, string file, List<PlacedManifest> found)
    {
        if (YamlText.ToJson(map, file) is not JsonObject obj || obj["kind"] is not JsonValue kind)
        {
            return;
        }

        if (kind.ToString() == "List" && map.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == "items").Value is YamlSequenceNode items)
        {
            foreach (var item in items.Children.OfType<YamlMappingNode>())
            {
                Add(item, file, found);
            }

            return;
        }

        found.Add(new PlacedManifest(obj, map, file));
    }
}
