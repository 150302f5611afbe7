using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Moves, adds or removes a staging label (UpdateSecretVersionStage).")]
internal sealed record MoveStage : Step
{
    [About("The secret's name or ARN.")]
    public required string Secret { get; init; }

    [About("The staging label.")]
    public required string Stage { get; init; }

    [About("Version id that loses the label.")]
    public string? From { get; init; }

    [About("Version id that gets the label.")]
    public string? To { get; init; }

    public override string Describe() => $"{Stage} of {Secret}{(From is null ? "" : $" from {From}")}{(To is null ? "" : $" to {To}")}";

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["SecretId"] = Secret, ["VersionStage"] = Stage };
        if (From is not null)
        {
            request["RemoveFromVersionId"] = From;
        }

        if (To is not null)
        {
            request["MoveToVersionId"] = To;
        }

        return context.Ground.Aws.CallAsync("secretsmanager", "UpdateSecretVersionStage", request, null, cancel);
    }
}
