using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>Faults from their written form: a kind's name and its keys.</summary>
internal static class FaultReading
{
    /// <exception cref="ScenarioError">There is no such kind, or a key is wrong.</exception>
    public static Fault Read(string kind, JsonObject? keys, Location at)
    {
        if (!FaultBoard.Kinds.TryGetValue(kind, out var type))
        {
            throw new ScenarioError(at, $"there is no fault '{kind}'{Nearest.Hint(kind, FaultBoard.Kinds.Keys)}");
        }

        // JSON is YAML: the keys are bound, and complained about, like any step's.
        var node = YamlText.Read((keys ?? []).ToJsonString(), at.File)[0];
        try
        {
            return (Fault)Binder.Bind(type, node, at.File, kind);
        }
        catch (ScenarioError e)
        {
            throw new ScenarioError(at, e.Problem);
        }
    }
}
