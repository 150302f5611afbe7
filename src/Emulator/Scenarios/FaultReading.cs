using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Faults.Kinds;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>Faults from their written form: a kind's name and its keys.</summary>
internal static class FaultReading
{
    /// <summary>What a kind of fault needs of a ground besides a way that can misbehave.</summary>
    public static IReadOnlyList<Need> NeedsOf(string kind) => FaultBoard.Kinds.GetValueOrDefault(kind) switch
    {
        { } type when type.IsSubclassOf(typeof(WebhookFault)) => [Need.Webhooks],
        { } type when type == typeof(AwsStaleReads) => [Need.OwnAws],
        { } type when type.IsSubclassOf(typeof(OperatorFault)) => [Need.Operator],
        _ => [],
    };

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
            var fault = (Fault)Binder.Bind(type, node, at.File, kind);
            var problem = Bounds(fault) is { } bound ? $"{kind}.{bound}" : FaultReach.Problem(kind, fault);
            return problem is null ? fault : throw new ScenarioError(at, problem);
        }
        catch (ScenarioError e)
        {
            throw new ScenarioError(at, e.Problem);
        }
    }

    /// <summary>The fault as it means on a ground whose namespaces have names of their own.</summary>
    public static Fault On(IGround ground, Fault fault) => fault.On.Namespace.Contains('*', StringComparison.Ordinal)
        ? fault
        : fault with { On = fault.On with { Namespace = ground.NamespaceOf(fault.On.Namespace) } };

    private static string? Bounds(Fault fault) => fault switch
    {
        { Probability: <= 0 or > 1 } => $"probability must be above 0 and at most 1, found {fault.Probability}",
        { Count: < 1 } => $"count must be at least 1, found {fault.Count}",
        { After: < 0 } => $"after must not be negative, found {fault.After}",
        { Window: { } window } when window <= TimeSpan.Zero => $"window must be longer than nothing, found {window}",
        _ => null,
    };
}
