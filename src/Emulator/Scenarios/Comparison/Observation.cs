using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>What one scenario looked like on one ground, step by step.</summary>
internal sealed class Observation
{
    private readonly List<ObservedStep> steps = [];

    public IReadOnlyList<ObservedStep> Steps => steps;

    public void Add(ObservedStep step) => steps.Add(step);
}

/// <summary>What one step led to.</summary>
internal sealed record ObservedStep
{
    public required string Line { get; init; }

    public required Location At { get; init; }

    /// <summary>Why it failed; null when it passed.</summary>
    public string? Failure { get; init; }

    /// <summary>The scenario's own calls, each once: what was asked, and how it was answered.</summary>
    public IReadOnlyList<ObservedCall> Calls { get; init; } = [];

    /// <summary>Secrets by name; each as lines of key and fingerprint.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets { get; init; }

    /// <summary>Conditions of the operator's objects, by object.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Conditions { get; init; }

    /// <summary>Events about the operator's objects, each text once.</summary>
    public required IReadOnlyCollection<string> Events { get; init; }

    /// <summary>The operator's calls so far in their order, by what they were about; repetitions once. Null: nobody kept them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? OperatorCalls { get; init; }
}

/// <summary>A call of the scenario itself.</summary>
/// <param name="What">The operation and what it was about.</param>
/// <param name="Status">HTTP status and error code; <c>ok</c> where it was done.</param>
/// <param name="Text">The refusal's text.</param>
/// <param name="Answer">The answer's members with their kinds, an object's with their values; no secret values.</param>
internal sealed record ObservedCall(string What, string Status, string Text, IReadOnlyList<string> Answer);
