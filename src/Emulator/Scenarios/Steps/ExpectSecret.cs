using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects a Kubernetes Secret: its exact keys and bytes, type, labels, owner; or that there is none.")]
internal sealed record ExpectSecret : Step
{
    [About("The Secret's name.")]
    public required string Name { get; init; }

    [About("The namespace; default when left out.")]
    public string Namespace { get; init; } = "default";

    [About("Expected values as text, by key.")]
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    [About("Expected values as bytes in base64, by key.")]
    public IReadOnlyDictionary<string, string>? Binary { get; init; }

    [About("True: the Secret may have other keys besides.")]
    public bool Subset { get; init; }

    [About("True: there must be no such Secret.")]
    public bool Absent { get; init; }

    [About("The Secret's type.")]
    public string? Type { get; init; }

    [About("Labels that must be there.")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [About("Annotations that must be there.")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    [About("The controlling owner as Kind/name; 'none' for no owner at all.")]
    public string? Owner { get; init; }

    public override string Describe() =>
        $"{Namespace}/{Name} {(Absent ? "is absent" : $"has {string.Join(", ", Keys)}{(Subset ? ", …" : "")}")}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.ExpectAsync(() => WhyNotAsync(context, cancel), cancel);

    private IEnumerable<string> Keys => (Data?.Keys ?? []).Concat(Binary?.Keys ?? []).Order(StringComparer.Ordinal);

    private async Task<ExpectationFailed?> WhyNotAsync(StepContext context, CancellationToken cancel)
    {
        var key = WellKnownKinds.Key("Secret", Namespace, Name, null);
        var found = await context.Ground.Kubernetes.GetAsync(key, cancel);
        if (Absent || found is null)
        {
            return Absent == (found is null)
                ? null
                : new ExpectationFailed(Absent ? $"{key} should be absent, but is there" : $"{key} is not there", Rows(found, context.ShowValues));
        }

        var rows = Rows(found, context.ShowValues);
        return rows.All(r => r.Same)
            ? null
            : new ExpectationFailed($"{key} differs in {string.Join(", ", rows.Where(r => !r.Same).Select(r => r.Key))}", rows);
    }

    private List<ComparedRow> Rows(JsonObject? found, bool reveal)
    {
        var expected = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (key, text) in Data ?? new Dictionary<string, string>())
        {
            expected[key] = Encoding.UTF8.GetBytes(text);
        }

        foreach (var (key, base64) in Binary ?? new Dictionary<string, string>())
        {
            expected[key] = Convert.FromBase64String(base64);
        }

        var rows = new List<ComparedRow>();
        var data = found?["data"] as JsonObject ?? [];
        foreach (var key in expected.Keys.Union(data.Select(p => p.Key)).Order(StringComparer.Ordinal))
        {
            var want = expected.GetValueOrDefault(key);
            var have = data[key] is JsonValue v ? Convert.FromBase64String(v.GetValue<string>()) : null;
            if (want is not null || (!Subset && (Data is not null || Binary is not null)))
            {
                rows.Add(new ComparedRow($"data.{key}", want is null ? null : Masking.Show(want, reveal),
                    have is null ? null : Masking.Show(have, reveal)));
            }
        }

        if (found is not null)
        {
            AddMetadata(rows, found);
        }

        return rows;
    }

    private void AddMetadata(List<ComparedRow> rows, JsonObject found)
    {
        if (Type is not null)
        {
            rows.Add(new ComparedRow("type", Type, (string?)found["type"]));
        }

        foreach (var (label, value) in Labels ?? new Dictionary<string, string>())
        {
            rows.Add(new ComparedRow($"label {label}", value, (string?)found["metadata"]?["labels"]?[label]));
        }

        foreach (var (annotation, value) in Annotations ?? new Dictionary<string, string>())
        {
            rows.Add(new ComparedRow($"annotation {annotation}", value, (string?)found["metadata"]?["annotations"]?[annotation]));
        }

        if (Owner is not null)
        {
            var owner = (found["metadata"]?["ownerReferences"] as JsonArray)?.OfType<JsonObject>()
                .FirstOrDefault(o => (bool?)o["controller"] ?? false);
            rows.Add(new ComparedRow("owner", Owner, owner is null ? "none" : $"{(string?)owner["kind"]}/{(string?)owner["name"]}"));
        }
    }
}
