using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Any other AWS call, by service and operation, with the request as YAML.")]
internal sealed record AwsCall : Step
{
    [About("secretsmanager, ssm, sts or iam.")]
    public required string Service { get; init; }

    [About("The operation's name, e.g. UntagResource.")]
    public required string Operation { get; init; }

    [About("The request's members.")]
    public JsonObject? Request { get; init; }

    [About("The region; the ground's default when left out.")]
    public string? Region { get; init; }

    [About("The error code that must come back.")]
    public string? Error { get; init; }

    [About("Variables to keep members of the answer in, by variable; a member's own members behind dots.")]
    public IReadOnlyDictionary<string, string>? Save { get; init; }

    public override string Describe() => $"{Service}.{Operation}{(Error is null ? "" : $" refused with {Error}")}";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        JsonObject answer;
        try
        {
            answer = await context.Ground.Aws.CallAsync(
                Service, Operation, Request?.DeepClone().AsObject() ?? [], Region, cancel);
        }
        catch (Grounds.AwsRefusedException e) when (Error is not null)
        {
            if (e.Code != Error)
            {
                throw new ExpectationFailed($"expected the error {Error}, AWS answered {e.Message}");
            }

            return;
        }

        if (Error is not null)
        {
            throw new ExpectationFailed($"expected the error {Error}, but {Service}.{Operation} succeeded");
        }

        foreach (var (variable, member) in Save ?? new Dictionary<string, string>())
        {
            JsonNode? found = answer;
            foreach (var part in member.Split('.'))
            {
                found = (found as JsonObject)?[part];
            }

            context.Save(variable, found?.ToString() ?? throw new ExpectationFailed($"the answer has no member {member}"));
        }
    }
}
