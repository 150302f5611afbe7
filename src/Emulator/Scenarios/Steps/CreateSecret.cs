using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Creates a secret in Secrets Manager.")]
internal sealed record CreateSecret : SecretValueStep
{
    [About("The secret's name.")]
    public required string Name { get; init; }

    [About("The secret's description.")]
    public string? Description { get; init; }

    [About("Tags by key.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [About("The region; the ground's default when left out.")]
    public string? Region { get; init; }

    [About("A variable to keep the version id in.")]
    public string? SaveVersion { get; init; }

    [About("A variable to keep the ARN in.")]
    public string? SaveArn { get; init; }

    public override string Describe() => $"{Name} with {ValueWords}";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["Name"] = Name, ["Description"] = Description };
        AddValue(request, context);
        if (Tags is not null)
        {
            request["Tags"] = AwsTags.List(Tags);
        }

        var answer = await context.Ground.Aws.CallAsync("secretsmanager", "CreateSecret", request, Region, cancel);
        context.Save(SaveVersion, (string?)answer["VersionId"] ?? "");
        context.Save(SaveArn, (string?)answer["ARN"] ?? "");
    }
}
