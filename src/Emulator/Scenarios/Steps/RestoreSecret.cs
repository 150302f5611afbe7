using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Takes back the deletion of a secret.")]
internal sealed record RestoreSecret : Step
{
    [About("The secret's name or ARN.")]
    [ShortForm]
    public required string Name { get; init; }

    public override string Describe() => Name;

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.Ground.Aws.CallAsync("secretsmanager", "RestoreSecret", new JsonObject { ["SecretId"] = Name }, null, cancel);
}
