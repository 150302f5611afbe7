using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;

namespace Eso.Emulator.Scenarios;

/// <summary>What people look at first when a step failed: conditions, the last events, the last AWS calls. No values.</summary>
internal sealed record Evidence(
    IReadOnlyList<string> Conditions, IReadOnlyList<string> Events, IReadOnlyList<string> AwsCalls,
    IReadOnlyList<string> KubernetesWrites)
{
    private const int LinesMax = 15;

    private static readonly (string ApiVersion, string Kind)[] Watched =
    [
        ("external-secrets.io/v1", "ClusterSecretStore"), ("external-secrets.io/v1", "SecretStore"),
        ("external-secrets.io/v1", "ExternalSecret"),
    ];

    public static async Task<Evidence> GatherAsync(IGround ground, CancellationToken cancel)
    {
        try
        {
            var conditions = new List<string>();
            foreach (var (apiVersion, kind) in Watched)
            {
                conditions.AddRange((await ground.Kubernetes.ListAsync(apiVersion, kind, null, cancel)).SelectMany(ConditionsOf));
            }

            var events = await ground.Kubernetes.ListAsync("v1", "Event", null, cancel);
            var calls = ground.Journal?.Read("aws").TakeLast(LinesMax)
                .Select(e => $"{e.Time:HH:mm:ss.fff} {e.Operation} {e.Resource} {e.Status}{(e.Error is null ? "" : $" {e.Error}")} ({e.UserAgent})");
            return new Evidence(
                conditions.TakeLast(LinesMax).ToList(),
                events.OrderBy(e => (string?)e["lastTimestamp"] ?? (string?)e["eventTime"], StringComparer.Ordinal).TakeLast(LinesMax)
                    .Select(e => $"{(string?)e["lastTimestamp"] ?? (string?)e["eventTime"]} {(string?)e["type"]} {(string?)e["reason"]} "
                        + $"{(string?)e["involvedObject"]?["kind"]}/{(string?)e["involvedObject"]?["name"]}: {(string?)e["message"]}").ToList(),
                calls?.ToList() ?? [],
                WritesOf(ground));
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // The world may be the very thing that is broken; the failure itself must still be told.
            return new Evidence([$"(could not be read: {e.Message})"], [], [], []);
        }
    }

    private static List<string> WritesOf(IGround ground) => ground.Journal?.Read("kube")
        .Where(e => !e.Operation.StartsWith("GET ", StringComparison.Ordinal) && !e.Operation.Contains("/events", StringComparison.Ordinal))
        .TakeLast(LinesMax)
        .Select(e => $"{e.Time:HH:mm:ss.fff} {e.Operation} {e.Status}{(e.Error is null ? "" : $" {e.Error}")} ({e.UserAgent})")
        .ToList() ?? [];

    private static IEnumerable<string> ConditionsOf(JsonObject obj)
    {
        var name = Manifests.Describe(obj);
        var conditions = (obj["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
        return conditions.Count == 0
            ? [$"{name}: no conditions yet"]
            : conditions.Select(c => $"{name}: {(string?)c["type"]}={(string?)c["status"]} {(string?)c["reason"]}: {(string?)c["message"]}");
    }
}
