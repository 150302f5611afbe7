using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Puts a fault in force: see docs/faults.md for the kinds and their keys.")]
internal sealed record Inject : Step
{
    [About("The name it is healed by; the kind's name when left out.")]
    public string? Name { get; init; }

    [About("The kind of fault, e.g. awsThrottle.")]
    public required string Fault { get; init; }

    [About("The fault's own keys: on, probability, count, after, window and those of its kind.")]
    public JsonObject? With { get; init; }

    public override IEnumerable<Need> Needs => [Need.Faults, .. FaultReading.NeedsOf(Fault)];

    public override string? Problem(string folder)
    {
        if (Fault.Contains(Variables.Unknown, StringComparison.Ordinal)
            || With?.ToJsonString().Contains("\\u0001", StringComparison.Ordinal) == true)
        {
            return null;
        }

        try
        {
            _ = FaultReading.Read(Fault, With, new Location("", 1, 1));
            return null;
        }
        catch (ScenarioError e)
        {
            return e.Problem;
        }
    }

    public override string Describe() => $"{Fault}{(With is null ? "" : $" {With.ToJsonString()}")}";

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        context.Ground.Faults!.Inject(
            Name ?? Fault, FaultReading.On(context.Ground, FaultReading.Read(Fault, With, context.At)));
        return Task.CompletedTask;
    }
}
