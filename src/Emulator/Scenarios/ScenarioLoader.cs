using System.Globalization;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios;

/// <summary>Reads scenario files and folders; every problem is told with its place before anything runs.</summary>
internal static class ScenarioLoader
{
    private static readonly string[] Keys = ["scenario", "about", "tags", "needs", "now", "variables", "steps"];
    private static readonly string[] StepKeys = ["title", "within"];

    /// <summary>The scenarios of files and (whole) folders, in order. A folder's <c>tutorials</c> and <c>manifests</c> hold no scenarios.</summary>
    /// <exception cref="ScenarioError">A file is absent or wrong.</exception>
    public static IReadOnlyList<Scenario> LoadAll(IEnumerable<string> paths)
    {
        var scenarios = paths.SelectMany(Files).SelectMany(LoadFile).ToList();
        var seen = new Dictionary<string, Scenario>(StringComparer.Ordinal);
        foreach (var scenario in scenarios)
        {
            if (!seen.TryAdd(scenario.Name, scenario))
            {
                throw new ScenarioError(new Location(scenario.File, 1, 1),
                    $"the scenario '{scenario.Name}' is also in {seen[scenario.Name].File}: names must differ");
            }
        }

        return scenarios;
    }

    public static IReadOnlyList<Scenario> LoadFile(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            throw new ScenarioError(new Location(file, 1, 1), "no such file");
        }

        if (info.Length > YamlText.FileBytesMax)
        {
            throw new ScenarioError(new Location(file, 1, 1), $"larger than {YamlText.FileBytesMax / 1024 / 1024} MiB");
        }

        return Load(File.ReadAllText(file), file);
    }

    public static IReadOnlyList<Scenario> Load(string text, string file)
    {
        var documents = YamlText.Read(text, file);
        return documents.Count == 0
            ? throw new ScenarioError(new Location(file, 1, 1), "the file is empty; expected a scenario with 'scenario' and 'steps'")
            : documents.Select(d => Document(d, file)).ToList();
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var found = Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(path, f).Split(Path.DirectorySeparatorChar).SkipLast(1)
                .Any(d => d is "tutorials" or "manifests"))
            .Order(StringComparer.Ordinal).ToList();
        return found.Count == 0
            ? throw new ScenarioError(new Location(path, 1, 1), "no scenario (*.yaml) in this folder")
            : found;
    }

    private static Scenario Document(YamlNode root, string file)
    {
        var map = root as YamlMappingNode
            ?? throw new ScenarioError(YamlText.At(root, file), "a scenario is a mapping with 'scenario' and 'steps'");
        var parts = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (keyNode, value) in map.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!Keys.Contains(key))
            {
                throw new ScenarioError(YamlText.At(keyNode, file), $"a scenario has no '{key}'{Nearest.Hint(key, Keys)}");
            }

            parts[key] = value;
        }

        var name = parts.TryGetValue("scenario", out var nameNode) && nameNode is YamlScalarNode { Value.Length: > 0 } n
            ? n.Value!
            : throw new ScenarioError(YamlText.At(root, file), "a scenario needs 'scenario': its name");
        var steps = parts.TryGetValue("steps", out var stepsNode) && stepsNode is YamlSequenceNode { Children.Count: > 0 } list
            ? list.Children.Select(c => StepOf(c, file)).ToList()
            : throw new ScenarioError(YamlText.At(root, file), $"the scenario '{name}' needs 'steps': a list that is not empty");
        var needs = Texts(parts, "needs", file).Select(t => Enum.TryParse<Need>(t, ignoreCase: true, out var need)
            ? need
            : throw new ScenarioError(YamlText.At(parts["needs"], file),
                $"unknown need '{t}'{Nearest.Hint(t, Enum.GetNames<Need>().Select(e => e.ToLowerInvariant()))}"));
        return new Scenario(
            name,
            parts.TryGetValue("about", out var about) ? (about as YamlScalarNode)?.Value ?? "" : "",
            file,
            Texts(parts, "tags", file),
            VariablesOf(parts, file),
            NowOf(parts, file),
            steps)
        {
            Needs = needs.Concat(steps.SelectMany(NeedsOf)).ToHashSet(),
        };
    }

    private static IEnumerable<Need> NeedsOf(ScenarioStep step) =>
        step.Bind(static (_, _) => "0").Needs;

    private static ScenarioStep StepOf(YamlNode node, string file)
    {
        var at = YamlText.At(node, file);
        var map = node as YamlMappingNode ?? (node is YamlScalarNode { Value: { } word }
            ? new YamlMappingNode(new YamlScalarNode(word), new YamlScalarNode(""))
            : throw new ScenarioError(at, "a step is a mapping with one step's name"));
        string? title = null;
        TimeSpan? within = null;
        (string Key, YamlNode Value)? step = null;
        foreach (var (keyNode, value) in map.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (key == "title")
            {
                title = (value as YamlScalarNode)?.Value;
            }
            else if (key == "within")
            {
                within = GoDurationText.TryParse((value as YamlScalarNode)?.Value ?? "", out var span)
                    ? span
                    : throw new ScenarioError(YamlText.At(value, file), "within must be a duration such as 30s");
            }
            else if (!StepRoster.Steps.ContainsKey(key))
            {
                throw new ScenarioError(node is YamlMappingNode ? YamlText.At(keyNode, file) : at,
                    $"there is no step '{key}'{Nearest.Hint(key, StepRoster.Steps.Keys.Concat(StepKeys))}");
            }
            else if (step is not null)
            {
                throw new ScenarioError(YamlText.At(keyNode, file),
                    $"'{key}' and '{step.Value.Key}' in one step: write them as two, each with its own dash");
            }
            else
            {
                step = (key, value);
            }
        }

        if (step is not { } found)
        {
            throw new ScenarioError(at, "a step needs the name of what to do");
        }

        var made = new ScenarioStep(found.Key, StepRoster.Steps[found.Key], found.Value, title, within, at);
        made.Bind(static (_, _) => "0");
        return made;
    }

    private static IReadOnlyList<string> Texts(Dictionary<string, YamlNode> parts, string key, string file) =>
        !parts.TryGetValue(key, out var node) ? [] : node switch
        {
            YamlSequenceNode list => list.Children.Select(c => (c as YamlScalarNode)?.Value ?? "").ToList(),
            YamlScalarNode { Value: { } one } => [one],
            _ => throw new ScenarioError(YamlText.At(node, file), $"'{key}' must be a list of texts"),
        };

    private static Dictionary<string, string> VariablesOf(Dictionary<string, YamlNode> parts, string file) =>
        !parts.TryGetValue("variables", out var node)
            ? []
            : node is YamlMappingNode map
                ? map.Children.ToDictionary(
                    p => (p.Key as YamlScalarNode)?.Value ?? "", p => (p.Value as YamlScalarNode)?.Value ?? "", StringComparer.Ordinal)
                : throw new ScenarioError(YamlText.At(node, file), "'variables' must be a mapping of texts");

    private static DateTimeOffset? NowOf(Dictionary<string, YamlNode> parts, string file) =>
        !parts.TryGetValue("now", out var node)
            ? null
            : DateTimeOffset.TryParse((node as YamlScalarNode)?.Value, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var now)
                ? now
                : throw new ScenarioError(YamlText.At(node, file), "'now' must be a time such as 2026-01-01T00:00:00Z");
}
