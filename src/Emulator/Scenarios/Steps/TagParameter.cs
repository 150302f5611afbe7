using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Tags a parameter in Parameter Store.")]
internal sealed record TagParameter : Step
{
    [About("The parameter's name.")]
    public required string Name { get; init; }

    [About("Tags by key.")]
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public override string Describe() => $"{Name} with {string.Join(", ", Tags.Keys)}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.Ground.Aws.CallAsync("ssm", "AddTagsToResource", new JsonObject
        {
            ["ResourceType"] = "Parameter",
            ["ResourceId"] = Name,
            ["Tags"] = AwsTags.List(Tags),
        }, null, cancel);
}
