using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Fills ClusterRoles that have an aggregationRule with the rules of those they select.</summary>
internal sealed class RoleAggregation(KubeCore core) : IController
{
    private const string StorageKey = "clusterroles.rbac.authorization.k8s.io";
    private readonly ClusterClient client = new(core, "clusterrole-aggregation-controller");
    private long seen;

    public string Name => "clusterrole-aggregation";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        if (change.Table!.StorageKey != StorageKey || change.Revision <= seen)
        {
            return;
        }

        // One look takes in all that has happened: a new cluster's roles come by the dozen.
        var upTo = core.Store.Revision;
        foreach (var stored in core.Store.Table(StorageKey).Current.Range(null, null).ToList())
        {
            if (stored.Json.AsSpan().IndexOf("\"aggregationRule\""u8) >= 0)
            {
                await FillAsync(stored).ConfigureAwait(false);
            }
        }

        seen = upTo;
    }

    private async ValueTask FillAsync(StoredObject stored)
    {
        var role = stored.Parse();
        var selectors = ObjectFields.Items(role["aggregationRule"] as JsonObject, "clusterRoleSelectors")
            .Select(s => LabelSelector.FromObject(s.Item)).ToList();
        if (selectors.Count == 0)
        {
            return;
        }

        // Compared as the texts they are stored as: a new cluster asks this of all its roles, and most are as they should be.
        var rules = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var selector in selectors)
        {
            foreach (var other in core.Store.Table(StorageKey).Current.Range(null, null))
            {
                if (other.Name == stored.Name || !selector.Matches(other.Head.Labels))
                {
                    continue;
                }

                rules.AddRange(Rules(other).Where(seen.Add));
            }
        }

        if (Rules(stored).SequenceEqual(rules, StringComparer.Ordinal))
        {
            return;
        }

        await client.UpdateAsync(client.Kind("rbac.authorization.k8s.io/v1", "ClusterRole"), "", stored.Name, obj =>
        {
            obj["rules"] = JsonNode.Parse($"[{string.Join(',', rules)}]");
            return true;
        }).ConfigureAwait(false);
    }

    private static IReadOnlyList<string> Rules(StoredObject role)
    {
        using var parsed = JsonDocument.Parse(role.Json);
        return parsed.RootElement.TryGetProperty("rules", out var rules) && rules.ValueKind == JsonValueKind.Array
            ? [.. rules.EnumerateArray().Select(static r => r.GetRawText())]
            : [];
    }
}
