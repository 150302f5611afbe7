using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Checks;

[About("No secret value stands in any log line, event, condition, metric or journal entry.")]
internal sealed class NoSecretInTheOpen : WorldCheck
{
    private static readonly (string ApiVersion, string Kind)[] Spoken =
    [
        ("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1", "SecretStore"),
        ("external-secrets.io/v1", "ClusterSecretStore"), ("external-secrets.io/v1", "ClusterExternalSecret"),
        ("external-secrets.io/v1alpha1", "PushSecret"), ("external-secrets.io/v1alpha1", "ClusterPushSecret"),
    ];

    public override int Order => 10;

    public override async Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel)
    {
        var ground = context.Ground;
        foreach (var secret in await ground.Kubernetes.ListAsync("v1", "Secret", null, cancel))
        {
            // Service account tokens are not the scenario's, and long enough to cost.
            if ((string?)secret["type"] != "kubernetes.io/service-account-token")
            {
                context.Values.AddSecret(secret);
            }
        }

        var spoken = await SpokenAsync(ground, cancel);
        var named = Names(spoken);
        var values = context.Values.Texts.Where(v => !named.Any(n => n.Contains(v, StringComparison.Ordinal))).ToList();
        return values.Count == 0 ? [] : (await PlacesAsync(context, spoken, cancel))
            .Where(p => values.Any(v => p.Text.Contains(v, StringComparison.Ordinal)))
            .Select(p => $"a secret value stands in {p.Place}").Distinct().ToList();
    }

    /// <summary>A value that is also an object's name or a place in AWS may be spoken.</summary>
    private static List<string> Names(IReadOnlyList<JsonObject> spoken)
    {
        var names = new List<string>();
        foreach (var obj in spoken)
        {
            names.Add($"{(string?)obj["metadata"]?["namespace"]}/{(string?)obj["metadata"]?["name"]}");
            names.AddRange(Keys(obj["spec"]));
        }

        return names;
    }

    private static async Task<IReadOnlyList<JsonObject>> SpokenAsync(IGround ground, CancellationToken cancel)
    {
        var objects = new List<JsonObject>();
        foreach (var (apiVersion, kind) in Spoken)
        {
            objects.AddRange(await ground.Kubernetes.ListAsync(apiVersion, kind, null, cancel));
        }

        return objects;
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => p.Key is "key" or "remoteKey" or "name" or "secretKey" or "property" or "version"
            ? [p.Value?.ToString() ?? ""]
            : Keys(p.Value)),
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };

    private static async Task<List<(string Place, string Text)>> PlacesAsync(
        CheckContext context, IReadOnlyList<JsonObject> spoken, CancellationToken cancel)
    {
        var ground = context.Ground;
        var places = new List<(string, string)>();
        foreach (var e in await ground.Kubernetes.ListAsync("v1", "Event", null, cancel))
        {
            places.Add(($"the event {(string?)e["reason"]} on {(string?)e["involvedObject"]?["kind"]}/{(string?)e["involvedObject"]?["name"]}", e.ToJsonString()));
        }

        places.AddRange(spoken.Select(
            obj => ($"the status of {Manifests.Describe(obj)}", obj["status"]?.ToJsonString() ?? "")));

        places.AddRange((ground.OperatorLogs ?? []).Select(l => ("a line the operator logged", l)));
        if (ground.Offers.Contains(Need.Metrics))
        {
            places.AddRange((await ground.MetricsAsync(cancel)).Split('\n').Select(l => ($"the metric {l.Split('{', ' ')[0]}", l)));
        }

        places.AddRange((ground.Journal?.Read() ?? []).Select(e => ($"a journal entry of {e.Operation.Split('?')[0].Split('/')[0]}",
            $"{e.Operation} {e.Resource} {e.Caller} {e.Error} {e.UserAgent}")));
        return places;
    }
}
