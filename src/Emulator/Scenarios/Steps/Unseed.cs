using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Removes a key from Secrets Manager (at once and for good) or Parameter Store.")]
internal sealed record Unseed : Step
{
    [About("SecretsManager (the default) or ParameterStore.")]
    public AwsService Service { get; init; } = AwsService.SecretsManager;

    [About("The secret's or parameter's name.")]
    public required string Name { get; init; }

    [About("The region; the ground's default when left out.")]
    public string? Region { get; init; }

    public override string Describe() => $"{Name} from {Service}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => Service == AwsService.ParameterStore
        ? context.Ground.Aws.CallAsync("ssm", "DeleteParameter", new JsonObject { ["Name"] = Name }, Region, cancel)
        : context.Ground.Aws.CallAsync("secretsmanager", "DeleteSecret",
            new JsonObject { ["SecretId"] = Name, ["ForceDeleteWithoutRecovery"] = true }, Region, cancel);
}
