using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Moves labels to a version of a parameter.")]
internal sealed record LabelParameter : Step
{
    [About("The parameter's name.")]
    public required string Name { get; init; }

    [About("The version that gets the labels; the newest when left out.")]
    public int? Version { get; init; }

    [About("The labels.")]
    public required IReadOnlyList<string> Labels { get; init; }

    public override string Describe() => $"{Name} version {Version?.ToString() ?? "newest"} as {string.Join(", ", Labels)}";

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["Name"] = Name, ["Labels"] = new JsonArray(Labels.Select(l => (JsonNode)l).ToArray()) };
        if (Version is { } version)
        {
            request["ParameterVersion"] = version;
        }

        return context.Ground.Aws.CallAsync("ssm", "LabelParameterVersion", request, null, cancel);
    }
}
