using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Checks;

[About("No Secret is owned by an ExternalSecret that is gone, or left behind under a name its owner no longer uses.")]
internal sealed class NoOrphanedSecret : WorldCheck
{
    public override int Order => 20;

    public override async Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel)
    {
        var kubernetes = context.Ground.Kubernetes;
        await context.Ground.SettleAsync(cancel);
        var owners = (await kubernetes.ListAsync("external-secrets.io/v1", "ExternalSecret", null, cancel))
            .ToDictionary(e => (string?)e["metadata"]?["uid"] ?? "", StringComparer.Ordinal);
        var findings = new List<string>();
        foreach (var secret in await kubernetes.ListAsync("v1", "Secret", null, cancel))
        {
            var name = $"{(string?)secret["metadata"]?["namespace"]}/{(string?)secret["metadata"]?["name"]}";
            foreach (var owner in (secret["metadata"]?["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>()
                .Where(o => (string?)o["kind"] == "ExternalSecret"))
            {
                if (!owners.TryGetValue((string?)owner["uid"] ?? "", out var es))
                {
                    findings.Add($"Secret {name} belongs to ExternalSecret {(string?)owner["name"]}, which is gone");
                }
                else if (Target(es) != (string?)secret["metadata"]?["name"] && Ready(es))
                {
                    findings.Add($"Secret {name} belongs to ExternalSecret {(string?)owner["name"]}, whose target is now {Target(es)}");
                }
            }
        }

        return findings;
    }

    private static string? Target(JsonObject es) =>
        (string?)es["spec"]?["target"]?["name"] is { Length: > 0 } name ? name : (string?)es["metadata"]?["name"];

    // One that cannot sync yet has had no occasion to tidy up.
    private static bool Ready(JsonObject es) => (es["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
        .Any(c => (string?)c["type"] == "Ready" && (string?)c["status"] == "True");
}
