using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects an event about an object.")]
internal sealed record ExpectEvent : ObjectStep
{
    [About("The event's reason.")]
    public required string Reason { get; init; }

    [About("The event's whole message.")]
    public string? Message { get; init; }

    [About("A part of the event's message.")]
    public string? MessageContains { get; init; }

    [About("Normal or Warning.")]
    public string? Type { get; init; }

    public override string Describe() => $"{Reason} on {Key}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var events = (await context.Ground.Kubernetes.ListAsync("v1", "Event", Key.Namespace ?? "default", cancel))
            .Where(e => (string?)e["involvedObject"]?["kind"] == Kind && (string?)e["involvedObject"]?["name"] == Name)
            .ToList();
        return events.Any(Matches) ? null : new ExpectationFailed(
            $"no event {Reason} on {Key}; there {(events.Count == 1 ? "is" : "are")} {events.Count}",
            events.Select(e => new ComparedRow("event", null, $"{(string?)e["type"]} {(string?)e["reason"]}: {(string?)e["message"]}")).ToList());
    }, cancel);

    private bool Matches(JsonObject e) => (string?)e["reason"] == Reason
        && (Type is null || (string?)e["type"] == Type)
        && (Message is null || (string?)e["message"] == Message)
        && (MessageContains is null || ((string?)e["message"])?.Contains(MessageContains, StringComparison.Ordinal) == true);
}
