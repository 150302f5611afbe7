using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Deletes a parameter in Parameter Store.")]
internal sealed record DeleteParameter : Step
{
    [About("The parameter's name.")]
    [ShortForm]
    public required string Name { get; init; }

    public override string Describe() => Name;

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.Ground.Aws.CallAsync("ssm", "DeleteParameter", new JsonObject { ["Name"] = Name }, null, cancel);
}
