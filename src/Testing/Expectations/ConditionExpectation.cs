using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Testing.Expectations;

/// <summary>What a condition in an object's status should be; <c>Ready=True</c> unless said otherwise.</summary>
public sealed class ConditionExpectation : Expectation<ConditionExpectation>
{
    private readonly string kind;
    private readonly string ns;
    private readonly string name;
    private string type = "Ready";
    private string status = "True";
    private string? reason;
    private string? message;
    private string? part;

    internal ConditionExpectation(StepRun steps, string kind, string ns, string name)
        : base(steps)
    {
        this.kind = kind;
        this.ns = ns;
        this.name = name;
    }

    /// <summary>The condition is Ready=True.</summary>
    public ConditionExpectation ToBeReady() => ToHave("Ready", "True");

    /// <summary>The condition is Ready=False, for this reason when one is given.</summary>
    public ConditionExpectation ToFail(string? because = null)
    {
        reason = because;
        return ToHave("Ready", "False");
    }

    /// <summary>Another condition or status.</summary>
    public ConditionExpectation ToHave(string conditionType, string conditionStatus)
    {
        type = conditionType;
        status = conditionStatus;
        return this;
    }

    /// <summary>Its reason.</summary>
    public ConditionExpectation WithReason(string text)
    {
        reason = text;
        return this;
    }

    /// <summary>Its whole message.</summary>
    public ConditionExpectation WithMessage(string text)
    {
        message = text;
        return this;
    }

    /// <summary>A part of its message.</summary>
    public ConditionExpectation WithMessageContaining(string text)
    {
        part = text;
        return this;
    }

    private protected override Step ToStep() => new ExpectCondition
    {
        Kind = kind,
        Namespace = ns,
        Name = name,
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        MessageContains = part,
    };
}
