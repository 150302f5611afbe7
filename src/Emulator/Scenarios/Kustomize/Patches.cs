using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>
/// patches, patchesStrategicMerge, patchesJson6902: strategic merge for kinds that Kubernetes ships, merge for others, or a
/// list of JSON patch operations.
/// </summary>
internal static class Patches
{
    private static readonly TimeSpan MatchMax = TimeSpan.FromSeconds(1);

    public static void Run(List<KustomizeResource> all, JsonObject written, string folder, Location at)
    {
        foreach (var text in (written["patchesStrategicMerge"] as JsonArray ?? []).Select(n => n?.ToString() ?? ""))
        {
            // A file's name, or the patch itself.
            var file = Path.Combine(folder, text);
            Apply(all, text.Contains('\n', StringComparison.Ordinal) || !File.Exists(file) ? text : ScenarioLoader.TextOf(file), null, at);
        }

        Entries(all, written["patches"], folder, at);
    }

    /// <summary>The old form, which comes after names and labels have changed.</summary>
    public static void RunLate(List<KustomizeResource> all, JsonObject written, string folder, Location at) =>
        Entries(all, written["patchesJson6902"], folder, at);

    private static void Entries(List<KustomizeResource> all, JsonNode? entries, string folder, Location at)
    {
        foreach (var entry in (entries as JsonArray ?? []).OfType<JsonObject>())
        {
            var path = (string?)entry["path"];
            var text = (string?)entry["patch"] ?? (path is null ? throw new ScenarioError(at, "a patch needs 'patch' or 'path'")
                : ScenarioLoader.TextOf(Path.Combine(folder, path)));
            Apply(all, text, entry["target"] as JsonObject, at);
        }
    }

    private static void Apply(List<KustomizeResource> all, string text, JsonObject? target, Location at)
    {
        foreach (var node in YamlText.Read(text, at.File))
        {
            switch (YamlText.ToJson(node, at.File))
            {
                case JsonArray operations:
                    foreach (var one in Matching(all, target ?? throw new ScenarioError(at, "a JSON patch needs 'target'"), at))
                    {
                        Guard(at, one, () => one.Object = (JsonObject)JsonPatch.Apply(one.Object, operations)!);
                    }

                    break;
                case JsonObject merge:
                    Merge(all, merge, target, at);
                    break;
                default:
                    throw new ScenarioError(at, "a patch is an object or a list of operations");
            }
        }
    }

    private static void Merge(List<KustomizeResource> all, JsonObject patch, JsonObject? target, Location at)
    {
        var matching = target is not null ? Matching(all, target, at)
            : all.Where(r => r.Kind == (string?)patch["kind"] && r.Knows((string?)patch["metadata"]?["name"] ?? "") >= 0).ToList();
        if (matching.Count == 0 && target is null)
        {
            throw new ScenarioError(at, $"no resource matches the patch for {(string?)patch["kind"]} {(string?)patch["metadata"]?["name"]}");
        }

        foreach (var one in matching)
        {
            if ((string?)patch["$patch"] == "delete")
            {
                all.Remove(one);
                continue;
            }

            // Which object it is, a patch does not change.
            var own = (JsonObject)patch.DeepClone();
            own.Remove("apiVersion");
            own.Remove("kind");
            (own["metadata"] as JsonObject)?.Remove("name");
            Guard(at, one, () => one.Object = TypeTable.Shared.FindKind(one.Group, one.Version, one.Kind) is { } type
                ? StrategicMergePatch.Apply(one.Object, own, type)
                : (JsonObject)MergePatch.Apply(one.Object, own)!);
        }
    }

    private static List<KustomizeResource> Matching(List<KustomizeResource> all, JsonObject target, Location at)
    {
        try
        {
            var labels = (string?)target["labelSelector"] is { } l ? LabelSelector.Parse(l) : null;
            var annotations = (string?)target["annotationSelector"] is { } a ? LabelSelector.Parse(a) : null;
            return all.Where(r => Fits(target["group"], r.Group) && Fits(target["version"], r.Version) && Fits(target["kind"], r.Kind)
                && (Fits(target["name"], r.Name) || Fits(target["name"], r.OriginalName))
                && Fits(target["namespace"], r.Namespace)
                && labels?.Matches(r.Metadata["labels"] as JsonObject) != false
                && annotations?.Matches(r.Metadata["annotations"] as JsonObject) != false).ToList();
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new ScenarioError(at, $"a patch's target is wrong: {e.Message}");
        }
    }

    private static bool Fits(JsonNode? pattern, string? text) => pattern is null || pattern.ToString().Length == 0
        || Regex.IsMatch(text ?? "", $"^(?:{pattern})$", RegexOptions.None, MatchMax);

    private static void Guard(Location at, KustomizeResource one, Action apply)
    {
        try
        {
            apply();
        }
        catch (Exception e) when (e is PatchException or InvalidCastException or NullReferenceException)
        {
            throw new ScenarioError(at, $"a patch does not fit {Manifests.Describe(one.Object)}: {e.Message}");
        }
    }
}
