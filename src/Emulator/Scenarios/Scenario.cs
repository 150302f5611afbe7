using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios;

/// <summary>One story: a name, what it needs, its steps. A file may hold several, one YAML document each.</summary>
internal sealed record Scenario(
    string Name,
    string About,
    string File,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Variables,
    DateTimeOffset? Now,
    IReadOnlyList<ScenarioStep> Steps)
{
    /// <summary>What the ground must offer.</summary>
    public IReadOnlySet<Need> Needs { get; init; } = new HashSet<Need>();

    /// <summary>The world it wants, where the ground can choose.</summary>
    public WorldSettings World { get; init; } = new();

    /// <summary>Names of the always-on checks that this scenario switches off.</summary>
    public IReadOnlyList<string> ChecksOff { get; init; } = [];

    /// <summary>Folder that file names in the steps are relative to.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(File)) ?? ".";
}

/// <summary>One step as written: its node is bound again at run time, when variables have their values.</summary>
internal sealed record ScenarioStep(string Key, Type Type, YamlNode Node, string? Title, TimeSpan? Within, Location At)
{
    /// <summary>The steps inside a block step; empty for others.</summary>
    public IReadOnlyList<ScenarioStep> Children { get; init; } = [];

    /// <summary>Folder that file names in the step are relative to: its own file's, which may be an included one.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(At.File)) ?? ".";

    /// <summary>The step with the variables' values filled in.</summary>
    public Step Bind(Func<string, Location, string> substitute) =>
        (Step)Binder.Bind(Type, Variables.Fill(Node, At.File, substitute), At.File, Key);

    /// <summary>The step before any variable has a value: its shape can be checked, its filled-in texts cannot.</summary>
    public Step Draft() => Bind(static (_, _) => Language.Variables.Unknown);
}
