using System.Globalization;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Checks;
using Eso.Emulator.Scenarios.Language;
using Eso.Emulator.Scenarios.Steps;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios;

/// <summary>Reads scenario files and folders; every problem is told with its place before anything runs.</summary>
internal static class ScenarioLoader
{
    /// <summary>Folders inside a folder of scenarios that hold something else.</summary>
    private static readonly string[] OtherFolders = ["tutorials", "manifests", "parts"];

    private static readonly string[] Keys =
        ["scenario", "about", "tags", "need", "now", "variables", "matrix", "world", "checksOff", "steps"];

    /// <summary>The scenarios of files and (whole) folders, in order.</summary>
    /// <param name="paths">The files and folders.</param>
    /// <param name="fresh">Each begins in a world of its own: no fault is in force that it has not injected itself.</param>
    /// <exception cref="ScenarioError">A file is absent or wrong, or two scenarios have one name.</exception>
    public static IReadOnlyList<Scenario> LoadAll(IEnumerable<string> paths, bool fresh = true)
    {
        var scenarios = paths.SelectMany(Files).SelectMany(f => Load(TextOf(f), f, fresh)).ToList();
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

    public static IReadOnlyList<Scenario> LoadFile(string file) => Load(TextOf(file), file);

    public static IReadOnlyList<Scenario> Load(string text, string file, bool fresh = true)
    {
        var documents = YamlText.Read(text, file);
        return documents.Count == 0
            ? throw new ScenarioError(new Location(file, 1, 1), "the file is empty; expected a scenario with 'scenario' and 'steps'")
            : documents.SelectMany(d => Document(d, file, fresh)).ToList();
    }

    /// <summary>A file's text, bounded.</summary>
    public static string TextOf(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            throw new ScenarioError(new Location(file, 1, 1), "no such file");
        }

        return info.Length <= YamlText.FileBytesMax
            ? File.ReadAllText(file)
            : throw new ScenarioError(new Location(file, 1, 1), $"larger than {YamlText.FileBytesMax / 1024 / 1024} MiB");
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var found = Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(path, f).Split(Path.DirectorySeparatorChar).SkipLast(1).Any(OtherFolders.Contains))
            .Order(StringComparer.Ordinal).ToList();
        return found.Count == 0
            ? throw new ScenarioError(new Location(path, 1, 1), "no scenario (*.yaml) in this folder")
            : found;
    }

    private static IEnumerable<Scenario> Document(YamlNode root, string file, bool fresh)
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
        var rounds = parts.TryGetValue("matrix", out var matrix) ? Matrix.Read(matrix, file) : [new Dictionary<string, string>()];
        foreach (var round in rounds)
        {
            yield return Made(name, round, parts, YamlText.At(root, file), fresh ? new FaultsWritten() : null);
        }
    }

    private static Scenario Made(
        string name, IReadOnlyDictionary<string, string> round, Dictionary<string, YamlNode> parts, Location at, FaultsWritten? faults)
    {
        var file = at.File;
        var variables = VariablesOf(parts, round, file);
        var filled = Filled(name, variables, at);
        if (filled == name && round.Count > 0)
        {
            filled = $"{name} [{string.Join(", ", round.Values)}]";
        }

        var reader = new StepReader(variables, faults);
        var steps = reader.Read(parts.GetValueOrDefault("steps"), file, at, $"the scenario '{filled}'");
        reader.CheckVariables();
        if (steps.FirstOrDefault(s => StepsIn(s) > ScenarioRun.StepsMax) is { } endless)
        {
            throw new ScenarioError(endless.At,
                $"its loops come to {StepsIn(endless)} steps, and a scenario may take {ScenarioRun.StepsMax}: a loop must have an end");
        }

        var needs = Texts(parts, "need", file).Select(t => Enum.TryParse<Need>(t, ignoreCase: true, out var need)
            ? need
            : throw new ScenarioError(YamlText.At(parts["need"], file),
                $"unknown need '{t}'{Nearest.Hint(t, Enum.GetNames<Need>().Select(e => e.ToLowerInvariant()))}"));
        var world = parts.TryGetValue("world", out var worldNode)
            ? (WorldSettings)Binder.Bind(
                typeof(WorldSettings), Variables.Fill(worldNode, file, (v, where) => Value(v, variables, where)), file, "world")
            : new WorldSettings();
        return new Scenario(
            filled,
            parts.TryGetValue("about", out var about) ? Filled((about as YamlScalarNode)?.Value ?? "", variables, at) : "",
            file,
            Texts(parts, "tags", file),
            variables,
            NowOf(parts, file),
            steps)
        {
            Needs = needs.Concat(steps.SelectMany(NeedsOf)).Concat(world.Needs).ToHashSet(),
            World = world,
            ChecksOff = ChecksOff(parts, file),
        };
    }

    private static List<string> ChecksOff(Dictionary<string, YamlNode> parts, string file)
    {
        var off = Texts(parts, "checksOff", file).ToList();
        return off.FirstOrDefault(o => !CheckRoster.Checks.ContainsKey(o)) is { } unknown
            ? throw new ScenarioError(YamlText.At(parts["checksOff"], file),
                $"there is no check '{unknown}'{Nearest.Hint(unknown, CheckRoster.Checks.Keys)}")
            : off;
    }

    /// <summary>How many steps a step comes to, as far as that is known before it runs.</summary>
    private static double StepsIn(ScenarioStep step) =>
        1 + ((step.Children.Count > 0 && step.Draft() is Repeat { Times: > 1 } repeat ? repeat.Times : 1) * step.Children.Sum(StepsIn));

    private static IEnumerable<Need> NeedsOf(ScenarioStep step) => step.Draft().Needs.Concat(step.Children.SelectMany(NeedsOf));

    private static string Filled(string text, IReadOnlyDictionary<string, string> variables, Location at) =>
        Variables.Expand(text, v => Value(v, variables, at));

    private static string Value(string name, IReadOnlyDictionary<string, string> variables, Location at) =>
        variables.TryGetValue(name, out var value)
            ? value
            : throw new ScenarioError(at, $"there is no variable '{name}'{Nearest.Hint(name, variables.Keys)}");

    private static IReadOnlyList<string> Texts(Dictionary<string, YamlNode> parts, string key, string file) =>
        !parts.TryGetValue(key, out var node) ? [] : node switch
        {
            YamlSequenceNode list => list.Children.Select(c => (c as YamlScalarNode)?.Value ?? "").ToList(),
            YamlScalarNode { Value: { } one } => [one],
            _ => throw new ScenarioError(YamlText.At(node, file), $"'{key}' must be a list of texts"),
        };

    /// <summary>The matrix' values and the scenario's own variables, which may use what stands before them.</summary>
    private static Dictionary<string, string> VariablesOf(
        Dictionary<string, YamlNode> parts, IReadOnlyDictionary<string, string> round, string file)
    {
        var made = new Dictionary<string, string>(round, StringComparer.Ordinal);
        if (!parts.TryGetValue("variables", out var node))
        {
            return made;
        }

        foreach (var (key, value) in (node as YamlMappingNode)?.Children
            ?? throw new ScenarioError(YamlText.At(node, file), "'variables' must be a mapping of texts"))
        {
            var text = (value as YamlScalarNode)?.Value
                ?? throw new ScenarioError(YamlText.At(value, file), "'variables' must be a mapping of texts");
            made[(key as YamlScalarNode)?.Value ?? ""] = Filled(text, made, YamlText.At(value, file));
        }

        return made;
    }

    private static DateTimeOffset? NowOf(Dictionary<string, YamlNode> parts, string file) =>
        !parts.TryGetValue("now", out var node)
            ? null
            : DateTimeOffset.TryParse((node as YamlScalarNode)?.Value, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var now)
                ? now
                : throw new ScenarioError(YamlText.At(node, file), "'now' must be a time such as 2026-01-01T00:00:00Z");
}
