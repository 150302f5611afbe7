using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>
/// One entry of a kustomization's patches: a merge patch (of an object that names itself, or of a target), or a list of
/// JSON patch operations on a target. Lists are replaced as a whole: kinds of our own have no merge keys.
/// </summary>
internal static class KustomizePatch
{
    private static readonly TimeSpan MatchMax = TimeSpan.FromSeconds(1);

    public static void Apply(List<JsonObject> objects, JsonObject entry, string folder, Location at)
    {
        var path = (string?)entry["path"];
        var text = (string?)entry["patch"] ?? (path is null ? throw new ScenarioError(at, "a patch needs 'patch' or 'path'")
            : ScenarioLoader.TextOf(Path.Combine(folder, path)));
        var file = path ?? at.File;
        foreach (var node in YamlText.Read(text, file))
        {
            switch (YamlText.ToJson(node, file))
            {
                case JsonArray operations:
                    var target = entry["target"] as JsonObject ?? throw new ScenarioError(at, "a JSON patch needs 'target'");
                    foreach (var obj in Matching(objects, target, at))
                    {
                        Operate(obj, operations, at);
                    }

                    break;
                case JsonObject merge:
                    var named = entry["target"] as JsonObject ?? new JsonObject
                    {
                        ["kind"] = merge["kind"]?.DeepClone(),
                        ["name"] = merge["metadata"]?["name"]?.DeepClone(),
                    };
                    foreach (var obj in Matching(objects, named, at))
                    {
                        Merge(obj, merge);
                    }

                    break;
            }
        }
    }

    private static List<JsonObject> Matching(List<JsonObject> objects, JsonObject target, Location at)
    {
        var found = objects.Where(o => Fits(target["kind"], (string?)o["kind"])
            && Fits(target["name"], (string?)o["metadata"]?["name"])
            && Fits(target["namespace"], (string?)o["metadata"]?["namespace"])).ToList();
        return found.Count > 0
            ? found
            : throw new ScenarioError(at, $"no resource matches the patch for {(string?)target["kind"]} {(string?)target["name"]}");
    }

    private static bool Fits(JsonNode? pattern, string? text) =>
        pattern is null || Regex.IsMatch(text ?? "", $"^(?:{(string?)pattern})$", RegexOptions.None, MatchMax);

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                into.Remove(key);
            }
            else if (value is JsonObject inner && into[key] is JsonObject there)
            {
                Merge(there, inner);
            }
            else if ((string?)(patch["metadata"]?["name"]) is null || key is not ("apiVersion" or "kind"))
            {
                into[key] = value.DeepClone();
            }
        }
    }

    private static void Operate(JsonObject obj, JsonArray operations, Location at)
    {
        foreach (var operation in operations.OfType<JsonObject>())
        {
            var path = ((string?)operation["path"] ?? "").Split('/').Skip(1)
                .Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
            JsonNode? parent = obj;
            foreach (var part in path.SkipLast(1))
            {
                parent = parent switch
                {
                    JsonObject map => map[part],
                    JsonArray list when int.TryParse(part, out var i) && i >= 0 && i < list.Count => list[i],
                    _ => null,
                };
            }

            if (parent is null || path.Count == 0 || !Do((string?)operation["op"], parent, path[^1], operation["value"]))
            {
                throw new ScenarioError(at, $"the patch operation {(string?)operation["op"]} {(string?)operation["path"]} does not fit {Manifests.Describe(obj)}");
            }
        }
    }

    private static bool Do(string? op, JsonNode parent, string last, JsonNode? value)
    {
        switch (op, parent)
        {
            case ("add" or "replace", JsonObject map) when op == "add" || map.ContainsKey(last):
                map[last] = value?.DeepClone();
                return true;
            case ("remove", JsonObject map):
                return map.Remove(last);
            case ("add", JsonArray list) when last == "-":
                list.Add(value?.DeepClone());
                return true;
            case ("add", JsonArray list) when int.TryParse(last, out var at) && at >= 0 && at <= list.Count:
                list.Insert(at, value?.DeepClone());
                return true;
            case ("replace", JsonArray list) when int.TryParse(last, out var at) && at >= 0 && at < list.Count:
                list[at] = value?.DeepClone();
                return true;
            case ("remove", JsonArray list) when int.TryParse(last, out var at) && at >= 0 && at < list.Count:
                list.RemoveAt(at);
                return true;
            default:
                return false;
        }
    }
}
