using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects the staging labels of an AWS secret, by version id.")]
internal sealed record ExpectStages : Step
{
    [About("The secret's name or ARN.")]
    public required string Secret { get; init; }

    [About("Version id by staging label; every label of the secret must be named.")]
    public required IReadOnlyDictionary<string, string> Stages { get; init; }

    public override string Describe() => $"of {Secret}: {string.Join(", ", Stages.Keys)}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var answer = await context.Ground.Aws.CallAsync(
            "secretsmanager", "DescribeSecret", new JsonObject { ["SecretId"] = Secret }, null, cancel);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (version, labels) in answer["VersionIdsToStages"] as JsonObject ?? [])
        {
            foreach (var label in labels as JsonArray ?? [])
            {
                found[(string)label!] = version;
            }
        }

        var rows = Stages.Keys.Union(found.Keys).Order(StringComparer.Ordinal)
            .Select(l => new ComparedRow(l, Stages.GetValueOrDefault(l), found.GetValueOrDefault(l))).ToList();
        return rows.All(r => r.Same) ? null : new ExpectationFailed($"the stages of {Secret} differ", rows);
    }, cancel);
}
