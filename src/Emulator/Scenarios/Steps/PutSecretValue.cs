using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Puts a new version into a secret.")]
internal sealed record PutSecretValue : SecretValueStep
{
    [About("The secret's name or ARN.")]
    public required string Name { get; init; }

    [About("Staging labels of the new version; AWSCURRENT when left out.")]
    public IReadOnlyList<string>? Stages { get; init; }

    [About("The region; the ground's default when left out.")]
    public string? Region { get; init; }

    [About("A variable to keep the version id in.")]
    public string? SaveVersion { get; init; }

    public override string Describe() =>
        $"{Name} to {ValueWords}{(Stages is null ? "" : $" at {string.Join(", ", Stages)}")}";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["SecretId"] = Name };
        AddValue(request, context);
        if (Stages is not null)
        {
            request["VersionStages"] = new JsonArray(Stages.Select(s => (JsonNode)s).ToArray());
        }

        var answer = await context.Ground.Aws.CallAsync("secretsmanager", "PutSecretValue", request, Region, cancel);
        context.Save(SaveVersion, (string?)answer["VersionId"] ?? "");
    }
}
