using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>Kubernetes manifests from files, folders and text. All are read and checked before any is used.</summary>
internal static class Manifests
{
    /// <summary>The objects of a file, of a folder's files in the order of their names, or (<c>-</c>) of standard input.</summary>
    /// <exception cref="ScenarioError">A file is absent or not a manifest: with line and column.</exception>
    public static IReadOnlyList<JsonObject> Load(string path)
    {
        if (path == "-")
        {
            return Parse(Console.In.ReadToEnd(), "standard input");
        }

        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json")
                .Order(StringComparer.Ordinal).SelectMany(Load).ToList();
        }

        return File.Exists(path)
            ? Parse(File.ReadAllText(path), path)
            : throw new ScenarioError(new Location(path, 1, 1), "no such file or folder");
    }

    public static IReadOnlyList<JsonObject> Parse(string text, string file)
    {
        var found = new List<JsonObject>();
        foreach (var node in YamlText.Read(text, file))
        {
            var at = YamlText.At(node, file);
            var obj = YamlText.ToJson(node, file) as JsonObject
                ?? throw new ScenarioError(at, "a manifest is a mapping with apiVersion, kind and metadata");
            if ((obj["kind"] as JsonValue)?.ToString() is "List" && obj["items"] is JsonArray items)
            {
                found.AddRange(items.OfType<JsonObject>().Select(i => Checked(i.DeepClone().AsObject(), at)));
            }
            else
            {
                found.Add(Checked(obj, at));
            }
        }

        return found;
    }

    public static string Describe(JsonObject manifest)
    {
        var ns = (string?)manifest["metadata"]?["namespace"];
        return $"{(string?)manifest["kind"]} {(ns is null ? "" : ns + "/")}{(string?)manifest["metadata"]?["name"]}";
    }

    private static JsonObject Checked(JsonObject obj, Location at)
    {
        foreach (var key in (string[])["apiVersion", "kind"])
        {
            if (obj[key] is not JsonValue value || !value.TryGetValue<string>(out var text) || text.Length == 0)
            {
                throw new ScenarioError(at, $"this manifest has no '{key}'");
            }
        }

        return obj["metadata"] is JsonObject metadata
            && (metadata["name"] is JsonValue || metadata["generateName"] is JsonValue)
            ? obj
            : throw new ScenarioError(at, $"this {(string?)obj["kind"]} has no 'metadata.name'");
    }
}
