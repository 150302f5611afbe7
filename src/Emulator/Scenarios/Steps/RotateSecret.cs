using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Starts a rotation of a secret (RotateSecret).")]
internal sealed record RotateSecret : Step
{
    [About("The secret's name or ARN.")]
    [ShortForm]
    public required string Name { get; init; }

    [About("The rotation function's ARN.")]
    public string? Function { get; init; }

    [About("Days between rotations.")]
    public int? AutomaticallyAfterDays { get; init; }

    [About("A schedule such as rate(10 days) or cron(0 16 1 * ? *).")]
    public string? Schedule { get; init; }

    [About("False: wait for the schedule.")]
    public bool RotateImmediately { get; init; } = true;

    [About("A variable to keep the new version's id in.")]
    public string? SaveVersion { get; init; }

    public override string Describe() => Function is null ? Name : $"{Name} by {Function}";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["SecretId"] = Name, ["RotateImmediately"] = RotateImmediately };
        if (Function is not null)
        {
            request["RotationLambdaARN"] = Function;
        }

        if (AutomaticallyAfterDays is { } days)
        {
            request["RotationRules"] = new JsonObject { ["AutomaticallyAfterDays"] = days };
        }
        else if (Schedule is not null)
        {
            request["RotationRules"] = new JsonObject { ["ScheduleExpression"] = Schedule };
        }

        var answer = await context.Ground.Aws.CallAsync("secretsmanager", "RotateSecret", request, null, cancel);
        context.Save(SaveVersion, (string?)answer["VersionId"] ?? "");
    }
}
