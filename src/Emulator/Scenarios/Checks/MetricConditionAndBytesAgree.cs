using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Checks;

[About("What an ExternalSecret's condition says, the operator's metric says, too; and one that is synced has its Secret.")]
internal sealed class MetricConditionAndBytesAgree : WorldCheck
{
    private const string Metric = "externalsecret_status_condition";

    public override IEnumerable<Need> Needs => [Need.Metrics];

    public override int Order => 20;

    public override async Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel)
    {
        await context.Ground.SettleAsync(cancel);
        var samples = MetricsPage.Read(await context.Ground.MetricsAsync(cancel), Metric)
            .Where(s => s.Name == Metric).ToList();
        var findings = new List<string>();
        foreach (var es in await context.Ground.Kubernetes.ListAsync("external-secrets.io/v1", "ExternalSecret", null, cancel))
        {
            var ns = (string?)es["metadata"]?["namespace"];
            var name = (string?)es["metadata"]?["name"];
            var ready = (es["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(c => (string?)c["type"] == "Ready");
            if (ready is null)
            {
                continue;
            }

            var status = (string?)ready["status"] ?? "";
            var own = samples.Where(s => s.Labels.GetValueOrDefault("name") == name && s.Labels.GetValueOrDefault("namespace") == ns
                && s.Labels.GetValueOrDefault("condition") == "Ready").ToList();
            if (own.Where(s => s.Value == 1).Select(s => s.Labels.GetValueOrDefault("status")).Distinct().ToList() is { Count: > 0 } told
                && (told.Count > 1 || told[0] != status))
            {
                findings.Add($"ExternalSecret {ns}/{name} is Ready={status}, its metric says {string.Join(" and ", told)}");
            }

            if (status == "True" && (string?)ready["reason"] == "SecretSynced" && IsPlain(es)
                && await MissingAsync(context.Ground, ns, es, cancel) is { } missing)
            {
                findings.Add(missing);
            }
        }

        return findings;
    }

    private static async Task<string?> MissingAsync(IGround ground, string? ns, JsonObject es, CancellationToken cancel)
    {
        var target = (string?)es["spec"]?["target"]?["name"] is { Length: > 0 } t ? t : (string?)es["metadata"]?["name"] ?? "";
        var secret = await ground.Kubernetes.GetAsync(new ObjectKey("v1", "Secret", ns, target), cancel);
        if (secret is null)
        {
            return $"ExternalSecret {ns}/{target} says it is synced, but there is no Secret";
        }

        var lacking = (es["spec"]?["data"] as JsonArray ?? []).OfType<JsonObject>().Select(d => (string?)d["secretKey"] ?? "")
            .Where(k => es["spec"]?["target"]?["template"] is null && secret["data"]?[k] is null).ToList();
        if (lacking.Count > 0)
        {
            return $"ExternalSecret {ns}/{target} says it is synced, but its Secret lacks {string.Join(", ", lacking)}";
        }

        var bound = (string?)es["status"]?["binding"]?["name"];
        return bound is { Length: > 0 } && bound != target ? $"ExternalSecret {ns}/{target} is bound to Secret {bound}" : null;
    }

    /// <summary>Makes a Secret for sure.</summary>
    private static bool IsPlain(JsonObject es) => es["spec"]?["target"]?["manifest"] is null
        && (string?)es["spec"]?["target"]?["creationPolicy"] is null or "Owner" or "Orphan"
        && (string?)es["spec"]?["target"]?["deletionPolicy"] is null or "Retain"
        && (es["spec"]?["data"] is JsonArray { Count: > 0 } || es["spec"]?["dataFrom"] is JsonArray { Count: > 0 });
}
