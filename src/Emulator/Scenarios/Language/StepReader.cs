using Eso.Emulator.Scenarios.Steps;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>
/// Reads a scenario's steps, and those of the files it includes; knows afterwards which variables are used and which
/// can ever have a value.
/// </summary>
/// <param name="known">The scenario's own variables.</param>
/// <param name="faults">The faults in force where the steps begin; null: others may have put some there.</param>
internal sealed class StepReader(IReadOnlyDictionary<string, string> known, FaultsWritten? faults)
{
    private const int IncludeDepthMax = 16;
    private static readonly string[] Extras = ["title", "within"];
    private static readonly string[] PartKeys = ["about", "parameters", "steps"];
    private readonly HashSet<string> defined = new(known.Keys, StringComparer.Ordinal);
    private readonly List<(string Name, Location At)> used = [];
    private readonly Stack<string> including = new();

    public IReadOnlyList<ScenarioStep> Read(YamlNode? node, string file, Location at, string what)
    {
        return node is YamlSequenceNode { Children.Count: > 0 } list
            ? list.Children.Select(c => StepOf(c, file)).ToList()
            : throw new ScenarioError(at, $"{what} needs 'steps': a list that is not empty");
    }

    /// <summary>Complains about a variable that no step and no loop gives a value.</summary>
    public void CheckVariables()
    {
        foreach (var (name, at) in used)
        {
            if (!defined.Contains(name))
            {
                throw new ScenarioError(at, $"there is no variable '{name}'{Nearest.Hint(name, defined)}");
            }
        }
    }

    private ScenarioStep StepOf(YamlNode node, string file)
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
                    $"there is no step '{key}'{Nearest.Hint(key, StepRoster.Steps.Keys.Concat(Extras))}");
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

        return step is { } found
            ? Made(new ScenarioStep(found.Key, StepRoster.Steps[found.Key], found.Value, title, within, at))
            : throw new ScenarioError(at, "a step needs the name of what to do");
    }

    private ScenarioStep Made(ScenarioStep step)
    {
        if (step.Type.IsSubclassOf(typeof(LoopStep)))
        {
            step = Loop(step);
        }

        if (step.Title is not null)
        {
            Variables.Expand(step.Title, name => Use(name, step.At));
        }

        var draft = step.Bind(Use);
        if ((draft.Problem(step.Folder) ?? faults?.Problem(draft)) is { } problem)
        {
            throw new ScenarioError(step.At, problem);
        }

        Define(draft);
        return draft is Include include ? Included(step, include) : step;
    }

    /// <summary>The loop with its children read, and without them in the node that is bound each time.</summary>
    private ScenarioStep Loop(ScenarioStep step)
    {
        var file = step.At.File;
        var map = step.Node as YamlMappingNode
            ?? throw new ScenarioError(step.At, $"{step.Key} needs a mapping with its 'steps'");
        var children = map.Children.FirstOrDefault(p => (p.Key as YamlScalarNode)?.Value == LoopStep.ChildrenKey).Value;
        var own = new YamlMappingNode(map.Children.Where(p => (p.Key as YamlScalarNode)?.Value != LoopStep.ChildrenKey));
        Variables.Remember(own, map);
        return step with { Node = own, Children = Read(children, file, step.At, step.Key) };
    }

    private ScenarioStep Included(ScenarioStep step, Include include)
    {
        var written = Variables.Expand(Text(step.Node, "file"), name => known.TryGetValue(name, out var value)
            ? value
            : throw new ScenarioError(step.At, $"include.file can use the scenario's own variables only, not '{name}'"));
        var file = Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.GetFullPath(Path.Combine(step.Folder, written)));
        if (including.Contains(file) || including.Count >= IncludeDepthMax)
        {
            throw new ScenarioError(step.At, $"an include without end: {string.Join(" → ", including.Reverse().Append(file))}");
        }

        if (!File.Exists(file))
        {
            throw new ScenarioError(step.At, $"there is no file {file} to include");
        }

        including.Push(file);
        var (defaults, children) = Part(file);
        including.Pop();
        var given = include.With ?? new Dictionary<string, string>();
        if (given.Keys.FirstOrDefault(k => !defaults.ContainsKey(k)) is { } unknown)
        {
            throw new ScenarioError(step.At, $"{written} has no parameter '{unknown}'{Nearest.Hint(unknown, defaults.Keys)}");
        }

        if (defaults.FirstOrDefault(d => d.Value is null && !given.ContainsKey(d.Key)).Key is { } missing)
        {
            throw new ScenarioError(step.At, $"{written} needs the parameter '{missing}'");
        }

        return step with { Node = WithDefaults(step.Node, defaults, given), Children = children };
    }

    private (Dictionary<string, string?> Defaults, IReadOnlyList<ScenarioStep> Steps) Part(string file)
    {
        var documents = YamlText.Read(ScenarioLoader.TextOf(file), file);
        var map = documents.Count == 1 ? documents[0] as YamlMappingNode : null;
        if (map is null)
        {
            throw new ScenarioError(new Location(file, 1, 1), "an included file is one mapping with 'parameters' and 'steps'");
        }

        foreach (var key in map.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !PartKeys.Contains(name))
            {
                throw new ScenarioError(YamlText.At(key, file), $"an included file has no '{key}'{Nearest.Hint(key.ToString(), PartKeys)}");
            }
        }

        var defaults = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (map.Children.TryGetValue(new YamlScalarNode("parameters"), out var parameters))
        {
            foreach (var (key, value) in (parameters as YamlMappingNode)?.Children
                ?? throw new ScenarioError(YamlText.At(parameters, file), "'parameters' must be a mapping of names to defaults"))
            {
                defaults[key.ToString()] = YamlText.ToJson(value, file) is null ? null : (value as YamlScalarNode)?.Value ?? "";
            }
        }

        defined.UnionWith(defaults.Keys);
        map.Children.TryGetValue(new YamlScalarNode("steps"), out var steps);
        return (defaults, Read(steps, file, YamlText.At(map, file), "an included file"));
    }

    private static YamlMappingNode WithDefaults(
        YamlNode node, Dictionary<string, string?> defaults, IReadOnlyDictionary<string, string> given)
    {
        var with = node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode("with"), out var written)
            ? ((YamlMappingNode)written).Children.ToList()
            : [];
        with.AddRange(defaults.Where(d => d.Value is not null && !given.ContainsKey(d.Key))
            .Select(d => KeyValuePair.Create<YamlNode, YamlNode>(new YamlScalarNode(d.Key), new YamlScalarNode(d.Value))));
        var made = new YamlMappingNode(
            new YamlScalarNode("file"), new YamlScalarNode(Text(node, "file")),
            new YamlScalarNode("with"), new YamlMappingNode(with));
        Variables.Remember(made, node);
        return made;
    }

    private static string Text(YamlNode node, string key) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlMappingNode map when map.Children.TryGetValue(new YamlScalarNode(key), out var value) => (value as YamlScalarNode)?.Value ?? "",
        _ => "",
    };

    private string Use(string name, Location at)
    {
        used.Add((name, at));
        return Variables.Unknown;
    }

    /// <summary>What the step gives a value: by its save… keys, as a loop, or as what it is for.</summary>
    private void Define(Step draft)
    {
        switch (draft)
        {
            case Set set:
                defined.Add(set.Name);
                break;
            case LoopStep loop:
                defined.UnionWith(loop is Repeat repeat ? [repeat.As] : loop.Rounds().SelectMany(r => r.Keys));
                break;
        }

        foreach (var property in Binder.Shape(draft.GetType()).Where(p => p.Name.StartsWith("save", StringComparison.Ordinal)))
        {
            switch (property.Property.GetValue(draft))
            {
                case string one:
                    defined.Add(one);
                    break;
                case IReadOnlyDictionary<string, string> several:
                    defined.UnionWith(several.Keys);
                    break;
            }
        }
    }
}
