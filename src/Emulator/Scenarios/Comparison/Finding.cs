using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>A difference between two grounds, with the name of its kind. Never holds a secret value.</summary>
/// <param name="Name">One of <see cref="Findings.All"/>.</param>
/// <param name="Subject">What differs: a call, an object, a step.</param>
/// <param name="Left">As the first ground has it.</param>
/// <param name="Right">As the second ground has it.</param>
/// <param name="Step">The step after which it was first seen.</param>
internal sealed record Finding(string Name, string Scenario, string Subject, string Left, string Right, string Step, Location At)
{
    public string Sentence(string left, string right) => $"{Name}: {Subject}: {left}: {Left}; {right}: {Right}";
}

/// <summary>The kinds of findings there are.</summary>
internal static class Findings
{
    /// <summary>A step passes on one ground and fails on the other.</summary>
    public const string Outcome = "outcome";

    /// <summary>A call of the scenario is answered with another HTTP status or error code.</summary>
    public const string Status = "status";

    /// <summary>A refusal or a failed step is told in other words.</summary>
    public const string ErrorText = "errorText";

    /// <summary>An object or answer has other members, or another shape.</summary>
    public const string Answer = "answer";

    /// <summary>A Secret has other bytes, keys, type, labels or annotations, or is there on one ground only.</summary>
    public const string Secret = "secret";

    /// <summary>An object of the operator has other conditions.</summary>
    public const string Condition = "condition";

    /// <summary>An event was told on one ground only.</summary>
    public const string Event = "event";

    /// <summary>The operator's calls about one thing went to it, or were answered, on one ground only.</summary>
    public const string Calls = "calls";

    /// <summary>The operator's calls about one thing came in another order.</summary>
    public const string Order = "order";

    public static readonly IReadOnlyList<string> All = [Outcome, Status, ErrorText, Answer, Secret, Condition, Event, Calls, Order];
}

/// <summary>One scenario on both grounds.</summary>
/// <param name="NotCompared">Why not, where a ground skipped it; else null.</param>
internal sealed record Compared(Scenario Scenario, ScenarioOutcome Left, ScenarioOutcome Right, IReadOnlyList<Finding> Findings, string? NotCompared);
