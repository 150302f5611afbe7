using System.Collections.Frozen;
using System.Reflection;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>
/// One step of a scenario: one file in <c>Scenarios/Steps</c>, found by convention; its YAML key is the record's name in
/// camelCase, its properties are the step's keys. A step acts or expects. Its printed form is the transcript's line and
/// never shows a secret value.
/// </summary>
internal abstract record Step
{
    /// <summary>Does it, or throws <see cref="ExpectationFailed"/> with what was found.</summary>
    public abstract Task RunAsync(StepContext context, CancellationToken cancel);

    /// <summary>The line people read, without the step's own key.</summary>
    public abstract string Describe();

    /// <summary>What the ground must offer for this step.</summary>
    public virtual IEnumerable<Need> Needs => [];

    /// <summary>
    /// What is wrong with the step before anything runs, beyond its keys: a file that is absent, a bound that is none.
    /// Null when nothing is. Texts with variables hold <see cref="Variables.Unknown"/> and are not to be judged.
    /// </summary>
    public virtual string? Problem(string folder) => null;
}

/// <summary>All steps there are, by YAML key.</summary>
internal static class StepRoster
{
    public static readonly FrozenDictionary<string, Type> Steps = typeof(Step).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Step)) && !t.IsAbstract)
        .OrderBy(t => t.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(t => char.ToLowerInvariant(t.Name[0]) + t.Name[1..], StringComparer.Ordinal);

    /// <summary>One sentence on a step, for the reference and the schema.</summary>
    public static string AboutOf(Type step) => step.GetCustomAttribute<AboutAttribute>()?.Text
        ?? throw new InvalidOperationException($"The step {step.Name} has no [About].");
}

/// <summary>What a running step may use.</summary>
internal sealed class StepContext
{
    public required IGround Ground { get; init; }

    /// <summary>Folder that the scenario's file names are relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the running step stands.</summary>
    public required Location At { get; init; }

    /// <summary>How long an expectation may take on the world's clock; null: the ground's own patience.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Values saved by earlier steps.</summary>
    public required IDictionary<string, string> Variables { get; init; }

    /// <summary>Positions in the journal by the name of the mark.</summary>
    public required IDictionary<string, long> Marks { get; init; }

    /// <summary>Shows secret values in failures.</summary>
    public bool ShowValues { get; init; }

    /// <summary>Chance for generated values: the same in every run of one seed.</summary>
    public Random Chance { get; init; } = new(1);

    /// <summary>Secret values put into the world so far.</summary>
    public KnownValues Values { get; init; } = new();

    /// <summary>The machine's clock: bounds what the world's cannot.</summary>
    public TimeProvider? Machine { get; init; }

    /// <summary>Commands may be run.</summary>
    public bool AllowCommands { get; init; }

    public void Save(string? variable, string value)
    {
        if (variable is not null)
        {
            Variables[variable] = value;
        }
    }

    /// <summary>Waits for an expectation: null from <paramref name="whyNot"/> means it holds.</summary>
    public async Task ExpectAsync(Func<Task<ExpectationFailed?>> whyNot, CancellationToken cancel)
    {
        if (await Ground.UntilAsync(whyNot, Within, cancel) is { } failure)
        {
            throw failure;
        }
    }
}

/// <summary>The world is not as a step expects it; values are masked already unless the run shows them.</summary>
internal sealed class ExpectationFailed(string message, IReadOnlyList<ComparedRow>? rows = null) : Exception(message)
{
    /// <summary>Expected and found, side by side; empty when there is nothing to compare.</summary>
    public IReadOnlyList<ComparedRow> Rows { get; } = rows ?? [];
}

/// <summary>One line of an expected/found table; either side is null where there is nothing.</summary>
internal sealed record ComparedRow(string Key, string? Expected, string? Found)
{
    public bool Same => Expected == Found;
}
