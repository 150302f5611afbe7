using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>A step that runs others: rounds of its children, each with variables of its own.</summary>
internal abstract record BlockStep : Step
{
    /// <summary>The variables of each round; they hide others of their names while the round lasts.</summary>
    public abstract IEnumerable<IReadOnlyDictionary<string, string>> Rounds();

    public sealed override Task RunAsync(StepContext context, CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>A block whose children stand in the scenario under <c>steps</c>.</summary>
internal abstract record LoopStep : BlockStep
{
    public const string ChildrenKey = "steps";

    [About("The steps of each round.")]
    public IReadOnlyList<ScenarioStep> Steps { get; init; } = [];
}
