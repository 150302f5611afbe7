using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Deletes a secret in Secrets Manager.")]
internal sealed record DeleteSecret : Step
{
    [About("The secret's name or ARN.")]
    [ShortForm]
    public required string Name { get; init; }

    [About("True: at once and for good.")]
    public bool Force { get; init; }

    [About("Days until it is gone, 7 to 30.")]
    public int? RecoveryWindowInDays { get; init; }

    public override string Describe() => Force ? $"{Name} for good" : Name;

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["SecretId"] = Name };
        if (Force)
        {
            request["ForceDeleteWithoutRecovery"] = true;
        }

        if (RecoveryWindowInDays is { } days)
        {
            request["RecoveryWindowInDays"] = days;
        }

        return context.Ground.Aws.CallAsync("secretsmanager", "DeleteSecret", request, null, cancel);
    }
}
