using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects a Kubernetes Secret: its exact keys and bytes, type, labels, owner; or that there is none.")]
internal sealed record ExpectSecret : Step
{
    /// <summary>What the operator and kubectl note on objects for themselves.</summary>
    private static readonly string[] Marks = ["reconcile.external-secrets.io/", "kubectl.kubernetes.io/"];

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

    [About("True: no other labels and annotations than those named, but for the operator's own marks and kubectl's.")]
    public bool Exact { get; init; }

    [About("The controlling owner as Kind/name; 'none' for no owner at all.")]
    public string? Owner { get; init; }

    [About("True or false: whether the Secret is immutable.")]
    public bool? Immutable { get; init; }

    [About("Variables to keep values in, by the Secret's key.")]
    public IReadOnlyDictionary<string, string>? Save { get; init; }

    public override string? Problem(string folder) => Absent && (Data ?? Binary ?? Labels ?? Annotations) is not null
        ? "absent and expected contents in one step"
        : null;

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

        context.Values.AddSecret(found);
        var rows = Rows(found, context.ShowValues);
        if (rows.All(r => r.Same))
        {
            Keep(context, found);
            return null;
        }

        return new ExpectationFailed($"{key} differs in {string.Join(", ", rows.Where(r => !r.Same).Select(r => r.Key))}", rows);
    }

    private void Keep(StepContext context, JsonObject found)
    {
        foreach (var (key, variable) in Save ?? new Dictionary<string, string>())
        {
            context.Save(variable, found["data"]?[key] is JsonValue v
                ? Encoding.UTF8.GetString(Convert.FromBase64String(v.GetValue<string>()))
                : throw new ExpectationFailed($"Secret {Namespace}/{Name} has no key {key} to save"));
        }
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

        if (Immutable is { } immutable)
        {
            rows.Add(new ComparedRow("immutable", immutable ? "true" : "false", (bool?)found["immutable"] ?? false ? "true" : "false"));
        }

        AddMap(rows, "label", Labels, found["metadata"]?["labels"] as JsonObject);
        AddMap(rows, "annotation", Annotations, found["metadata"]?["annotations"] as JsonObject);
        if (Owner is not null)
        {
            var owners = (found["metadata"]?["ownerReferences"] as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
            var owner = owners.FirstOrDefault(o => (bool?)o["controller"] ?? false) ?? owners.FirstOrDefault();
            rows.Add(new ComparedRow("owner", Owner, owner is null ? "none" : $"{(string?)owner["kind"]}/{(string?)owner["name"]}"));
        }
    }

    private void AddMap(List<ComparedRow> rows, string what, IReadOnlyDictionary<string, string>? expected, JsonObject? found)
    {
        var others = Exact
            ? (found ?? []).Select(p => p.Key).Where(k => !Marks.Any(m => k.Contains(m, StringComparison.Ordinal)))
            : [];
        foreach (var key in (expected?.Keys ?? []).Union(others).Order(StringComparer.Ordinal))
        {
            rows.Add(new ComparedRow($"{what} {key}", expected?.GetValueOrDefault(key), (string?)found?[key]));
        }
    }
}
