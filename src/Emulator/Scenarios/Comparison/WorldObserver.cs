using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Emulator.Scenarios.Steps;
using Eso.Kubernetes;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>Looks at a world after each step, once it has settled: Secrets, conditions, events, what the operator asked for.</summary>
internal sealed class WorldObserver(HeardGround ground)
{
    private static readonly (string ApiVersion, string Kind)[] OperatorKinds =
    [
        ("external-secrets.io/v1", "ClusterExternalSecret"), ("external-secrets.io/v1", "ClusterSecretStore"),
        ("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1", "SecretStore"),
        ("external-secrets.io/v1alpha1", "ClusterPushSecret"), ("external-secrets.io/v1alpha1", "PushSecret"),
    ];

    /// <summary>Worlds that share a cluster have marked names, and so other hashes of them.</summary>
    private const string OfTheName = "reconcile.external-secrets.io/created-by";

    /// <summary>Reads of several things at once, and of one.</summary>
    private static readonly Dictionary<string, string> Batches = new(StringComparer.Ordinal)
    {
        ["secretsmanager.BatchGetSecretValue"] = "secretsmanager.GetSecretValue",
        ["ssm.GetParameters"] = "ssm.GetParameter",
    };

    /// <summary>The scenario itself, and who stands in for a kubelet.</summary>
    private static readonly string[] Others = ["eso-scenario", "eso-projection"];

    /// <summary>Annotations and labels of one server or tool alone.</summary>
    private static readonly string[] NotOurs = ["kubectl.kubernetes.io/", "deployment.kubernetes.io/"];

    public Observation Observation { get; } = new();

    public async Task LookAsync(StepOutcome step, CancellationToken cancel)
    {
        try
        {
            await ground.SettleAsync(cancel);
        }
        catch (NotQuietException)
        {
            // A world that never rests is looked at as it is.
        }

        var namespaces = ground.Namespaces;
        var kubernetes = ground.Inner.Kubernetes;
        var secrets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var secret in await kubernetes.ListAsync("v1", "Secret", null, cancel))
        {
            if ((string?)secret["metadata"]?["namespace"] is { } ns && namespaces.Contains(ns)
                && (string?)secret["type"] is not "kubernetes.io/service-account-token")
            {
                secrets[$"Secret {ns}/{(string?)secret["metadata"]?["name"]}"] = Lines(secret);
            }
        }

        var conditions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (apiVersion, kind) in OperatorKinds)
        {
            foreach (var found in await ListAsync(kubernetes, apiVersion, kind, cancel))
            {
                conditions[Manifests.Describe(found)] = (found["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
                    .Select(c => StableText.Of($"{(string?)c["type"]}={(string?)c["status"]} {(string?)c["reason"]}: {(string?)c["message"]}"))
                    .Order(StringComparer.Ordinal).ToList();
            }
        }

        var kinds = OperatorKinds.Select(k => k.Kind).ToHashSet(StringComparer.Ordinal);
        var events = (await kubernetes.ListAsync("v1", "Event", null, cancel))
            .Where(e => kinds.Contains((string?)e["involvedObject"]?["kind"] ?? ""))
            .Select(e => StableText.Of($"{(string?)e["type"]} {(string?)e["reason"]} on {(string?)e["involvedObject"]?["kind"]} "
                + $"{(string?)e["involvedObject"]?["namespace"]}/{(string?)e["involvedObject"]?["name"]}: {(string?)e["message"]}")
                .Replace("BatchGetSecretValue", "GetSecretValue", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        Observation.Add(new ObservedStep
        {
            Line = step.Line,
            At = step.At,
            Failure = step.Failure is null ? null : StableText.Of(step.Failure.Message),
            Calls = ground.TakeCalls(),
            Secrets = secrets,
            Conditions = conditions,
            Events = events,
            OperatorCalls = ground.Journal is { } journal ? Calls(journal) : null,
        });
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(
        IKubernetesAccess kubernetes, string apiVersion, string kind, CancellationToken cancel)
    {
        try
        {
            return await kubernetes.ListAsync(apiVersion, kind, null, cancel);
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            // The kind is not installed there: nothing of it can be.
            return [];
        }
    }

    private static List<string> Lines(JsonObject secret)
    {
        var lines = new List<string> { $"type: {(string?)secret["type"]}" };
        if ((bool?)secret["immutable"] is true)
        {
            lines.Add("immutable: true");
        }

        lines.AddRange((secret["data"] as JsonObject ?? []).Select(p => $"data.{p.Key}: {Value((string?)p.Value ?? "")}"));
        foreach (var part in (string[])["labels", "annotations"])
        {
            lines.AddRange((secret["metadata"]?[part] as JsonObject ?? [])
                .Where(p => !NotOurs.Any(n => p.Key.StartsWith(n, StringComparison.Ordinal)))
                .Select(p => StableText.Of($"{part}.{p.Key}: {(p.Key == OfTheName ? "(a hash of the owner's name)" : p.Value)}")));
        }

        lines.AddRange((secret["metadata"]?["ownerReferences"] as JsonArray ?? []).Select(o => $"owner: {(string?)o?["kind"]} {(string?)o?["name"]}"));
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static string Value(string base64) => StableText.OfValue(Convert.FromBase64String(base64));

    /// <summary>What the operator asked of AWS and wrote to Kubernetes, by what it was about; the same answer several times running once.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Calls(Journal.Journal journal)
    {
        var calls = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var entry in journal.Read().Where(IsTold))
        {
            var line = $"{(entry.Target == "aws" ? "" : entry.Operation.Split(' ')[0] + " ")}{entry.Status}{(entry.Error is null ? "" : $" {entry.Error}")}";
            foreach (var about in About(entry).Select(StableText.Of))
            {
                var list = calls.TryGetValue(about, out var known) ? known : calls[about] = [];
                if (!list.Contains(line))
                {
                    list.Add(line);
                }
            }
        }

        return calls.ToDictionary(c => c.Key, c => (IReadOnlyList<string>)c.Value, StringComparer.Ordinal);
    }

    /// <summary>The operator's, and no matter of luck: writes race with deletions and each other, sessions go by their age.</summary>
    private static bool IsTold(JournalEntry entry) => entry.UserAgent.Length > 0
        && !Others.Any(o => entry.UserAgent.StartsWith(o, StringComparison.Ordinal))
        && !entry.Operation.StartsWith("sts.", StringComparison.Ordinal)
        && entry.Error?.StartsWith("fault ", StringComparison.Ordinal) != true
        && !(entry.Target == "kube" && entry.Status is 404 or 409)

        // A refused batch is asked again one by one.
        && !(Batches.ContainsKey(entry.Operation) && entry.Status >= 400);

    /// <summary>What a call was about. Which reads go together in a batch is a matter of the moment; reads of Kubernetes go by the cache.</summary>
    private static IEnumerable<string> About(JournalEntry entry)
    {
        if (entry.Target != "aws")
        {
            return ExpectWrites.Written(entry.Operation) is { } written ? [written] : [];
        }

        return Batches.TryGetValue(entry.Operation, out var one)
            ? entry.Resource.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => $"{one} {id}")
            : [$"{entry.Operation} {entry.Resource}".TrimEnd()];
    }
}
