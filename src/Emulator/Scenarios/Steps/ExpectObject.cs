using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects values at places of any Kubernetes object; or that the object is absent.")]
internal sealed record ExpectObject : ObjectStep
{
    [About("Expected values by dotted place, e.g. spec.replicas; null: must not be there.")]
    public JsonObject? Fields { get; init; }

    [About("True: there must be no such object.")]
    public bool Absent { get; init; }

    public override string Describe() => Absent ? $"{Key} is absent" : $"{Key} {string.Join(", ", Fields?.Select(p => p.Key) ?? [])}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var found = await context.Ground.Kubernetes.GetAsync(Key, cancel);
        if (Absent || found is null)
        {
            return Absent == (found is null) ? null
                : new ExpectationFailed(Absent ? $"{Key} should be absent, but is there" : $"{Key} is not there");
        }

        var rows = (Fields ?? []).Select(p => new ComparedRow(p.Key, p.Value?.ToJsonString(), At(found, p.Key)?.ToJsonString())).ToList();
        return rows.All(r => r.Same) ? null
            : new ExpectationFailed($"{Key} differs in {string.Join(", ", rows.Where(r => !r.Same).Select(r => r.Key))}", rows);
    }, cancel);

    private static JsonNode? At(JsonNode root, string place)
    {
        JsonNode? node = root;
        foreach (var part in place.Split('.'))
        {
            node = node switch
            {
                JsonObject map => map[part],
                JsonArray list when int.TryParse(part, out var i) && i >= 0 && i < list.Count => list[i],
                _ => null,
            };
        }

        return node;
    }
}
