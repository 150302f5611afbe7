using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects a condition in an object's status.")]
internal sealed record ExpectCondition : ObjectStep
{
    [About("The condition's type.")]
    public string Type { get; init; } = "Ready";

    [About("True, False or Unknown.")]
    public string Status { get; init; } = "True";

    [About("The condition's reason.")]
    public string? Reason { get; init; }

    [About("The condition's whole message.")]
    public string? Message { get; init; }

    [About("A part of the condition's message.")]
    public string? MessageContains { get; init; }

    public override string Describe() => $"{Key} {Type}={Status}{(Reason is null ? "" : $" {Reason}")}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.ExpectAsync(() => WhyNotAsync(context, cancel), cancel);

    /// <summary>Null when the condition is as expected.</summary>
    internal async Task<ExpectationFailed?> WhyNotAsync(StepContext context, CancellationToken cancel)
    {
        var found = await context.Ground.Kubernetes.GetAsync(Key, cancel);
        if (found is null)
        {
            return new ExpectationFailed($"{Key} is not there");
        }

        var condition = (found["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(c => (string?)c["type"] == Type);
        var message = (string?)condition?["message"];
        var rows = new List<ComparedRow> { new($"{Type}.status", Status, (string?)condition?["status"]) };
        if (Reason is not null)
        {
            rows.Add(new ComparedRow($"{Type}.reason", Reason, (string?)condition?["reason"]));
        }

        if (Message is not null)
        {
            rows.Add(new ComparedRow($"{Type}.message", Message, message));
        }

        if (MessageContains is not null)
        {
            rows.Add(new ComparedRow($"{Type}.message", message?.Contains(MessageContains, StringComparison.Ordinal) == true
                ? message : $"…{MessageContains}…", message));
        }

        return rows.All(r => r.Same)
            ? null
            : new ExpectationFailed(condition is null ? $"{Key} has no condition {Type}" : $"{Key} has another condition {Type}", rows);
    }
}
