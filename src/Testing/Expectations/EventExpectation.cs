using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Testing.Expectations;

/// <summary>An event about an object.</summary>
public sealed class EventExpectation : Expectation<EventExpectation>
{
    private readonly string kind;
    private readonly string ns;
    private readonly string name;
    private readonly string reason;
    private string? part;
    private string? type;

    internal EventExpectation(StepRun steps, string kind, string ns, string name, string reason)
        : base(steps)
    {
        this.kind = kind;
        this.ns = ns;
        this.name = name;
        this.reason = reason;
    }

    /// <summary>A part of its message.</summary>
    public EventExpectation WithMessageContaining(string text)
    {
        part = text;
        return this;
    }

    /// <summary>It is a warning.</summary>
    public EventExpectation AsWarning()
    {
        type = "Warning";
        return this;
    }

    private protected override Step ToStep() => new ExpectEvent
    {
        Kind = kind,
        Namespace = ns,
        Name = name,
        Reason = reason,
        MessageContains = part,
        Type = type,
    };
}
