using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Tags a secret in Secrets Manager.")]
internal sealed record TagSecret : Step
{
    [About("The secret's name or ARN.")]
    public required string Name { get; init; }

    [About("Tags by key.")]
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public override string Describe() => $"{Name} with {string.Join(", ", Tags.Keys)}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.Ground.Aws.CallAsync("secretsmanager", "TagResource", new JsonObject
        {
            ["SecretId"] = Name,
            ["Tags"] = AwsTags.List(Tags),
        }, null, cancel);
}
