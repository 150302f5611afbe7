using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// One ReplicaSet per template: the new one takes over, the old ones are let go once it is available (at once with
/// Recreate). Not emulated: surge and unavailability in steps, rollback limits, the progress deadline.
/// </summary>
internal sealed class Deployments(KubeCore core) : Reconciler(core, "deployment-controller")
{
    private const string HashLabel = "pod-template-hash";
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public override string Name => "deployment";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "deployments.apps" => [(change.Object!.Namespace, change.Object.Name)],
            "replicasets.apps" => ControllerOf(change.Object!, "Deployment"),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find("deployments.apps", ns, objectName) is not { } deployment)
        {
            return;
        }

        var spec = Child(deployment, "spec");
        var template = Child(spec, "template") ?? [];
        var hash = Hash(template);
        var sets = OwnedBy("replicasets.apps", ns, Uid(deployment));
        var current = sets.Find(s => Text(Child(Child(s, "metadata"), "labels"), HashLabel) == hash);
        var wanted = Number(spec, "replicas", 1);
        if (current is null && !Flag(spec, "paused"))
        {
            var revision = sets.Select(RevisionOf).DefaultIfEmpty(0).Max() + 1;
            await CreateAsync(deployment, template, hash, wanted, revision).ConfigureAwait(false);
            await AnnotateAsync(deployment, revision).ConfigureAwait(false);
        }
        else if (current is not null)
        {
            await ScaleAsync(current, wanted).ConfigureAwait(false);
            var recreate = Text(Child(spec, "strategy"), "type") == "Recreate";
            if (recreate || Number(Child(current, "status"), "availableReplicas") >= wanted)
            {
                foreach (var old in sets.Where(s => s != current))
                {
                    await ScaleAsync(old, 0).ConfigureAwait(false);
                }
            }
        }

        await ReportAsync(deployment, hash).ConfigureAwait(false);
    }

    private static string Hash(JsonObject template)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(template.ToJsonString()));
        return string.Concat(bytes.Take(10).Select(b => Alphabet[b % Alphabet.Length]));
    }

    private static long RevisionOf(JsonObject set) =>
        long.TryParse(Text(Child(Child(set, "metadata"), "annotations"), Revision), out var n) ? n : 0;

    private async ValueTask CreateAsync(JsonObject deployment, JsonObject template, string hash, long wanted, long revision)
    {
        var labelled = (JsonObject)template.DeepClone();
        Ensure(Ensure(labelled, "metadata"), "labels")[HashLabel] = hash;
        var selector = (JsonObject)(Child(Child(deployment, "spec"), "selector") ?? []).DeepClone();
        Ensure(selector, "matchLabels")[HashLabel] = hash;
        await Client.CreateAsync(Client.Kind("apps/v1", "ReplicaSet"), new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{ObjectFields.Name(deployment)}-{hash}",
                ["namespace"] = Namespace(deployment),
                ["labels"] = labelled["metadata"]!["labels"]!.DeepClone(),
                ["annotations"] = new JsonObject { [Revision] = $"{revision}" },
                ["ownerReferences"] = Owner(deployment),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = GoNumbers.Node(wanted),
                ["selector"] = selector,
                ["template"] = labelled,
            },
        }).ConfigureAwait(false);
    }

    private async ValueTask AnnotateAsync(JsonObject deployment, long revision) => await Client.UpdateAsync(
        Client.Kind("apps/v1", "Deployment"), Namespace(deployment), ObjectFields.Name(deployment), current =>
        {
            Ensure(Ensure(current, "metadata"), "annotations")[Revision] = $"{revision}";
            return true;
        }).ConfigureAwait(false);

    private async ValueTask ScaleAsync(JsonObject set, long wanted)
    {
        if (Number(Child(set, "spec"), "replicas") == wanted)
        {
            return;
        }

        await Client.UpdateAsync(
            Client.Kind("apps/v1", "ReplicaSet"), Namespace(set), ObjectFields.Name(set), current =>
            {
                Ensure(current, "spec")["replicas"] = GoNumbers.Node(wanted);
                return true;
            }).ConfigureAwait(false);
    }

    private async ValueTask ReportAsync(JsonObject deployment, string hash)
    {
        var sets = OwnedBy("replicasets.apps", Namespace(deployment), Uid(deployment));
        long Sum(string field, bool newOnly = false) => sets
            .Where(s => !newOnly || Text(Child(Child(s, "metadata"), "labels"), HashLabel) == hash)
            .Sum(s => Number(Child(s, "status"), field));
        var wanted = Number(Child(deployment, "spec"), "replicas", 1);
        var available = Sum("availableReplicas");
        var updated = Sum("replicas", newOnly: true);
        var status = new JsonObject
        {
            ["observedGeneration"] = GoNumbers.Node(Number(Child(deployment, "metadata"), "generation")),
        };
        foreach (var (field, count) in ((string, long)[])
        [
            ("replicas", Sum("replicas")), ("updatedReplicas", updated), ("readyReplicas", Sum("readyReplicas")),
            ("availableReplicas", available), ("unavailableReplicas", Math.Max(0, wanted - available)),
        ])
        {
            if (count > 0)
            {
                status[field] = GoNumbers.Node(count);
            }
        }

        var done = updated >= wanted && available >= wanted && Sum("replicas") == updated;
        var name = $"{ObjectFields.Name(deployment)}-{hash}";
        status["conditions"] = new JsonArray(
            Condition(deployment, "Available", available >= wanted,
                available >= wanted ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                available >= wanted
                    ? "Deployment has minimum availability."
                    : "Deployment does not have minimum availability."),
            Condition(deployment, "Progressing", true,
                done ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                done
                    ? $"ReplicaSet \"{name}\" has successfully progressed."
                    : $"ReplicaSet \"{name}\" is progressing."));
        await WriteStatusAsync(Client.Kind("apps/v1", "Deployment"), deployment, status).ConfigureAwait(false);
    }

    private JsonObject Condition(JsonObject deployment, string type, bool good, string reason, string message)
    {
        var value = good ? "True" : "False";
        var old = Items(Child(deployment, "status"), "conditions")
            .Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == type);
        var same = old is not null && Text(old, "status") == value;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastUpdateTime"] = same && Text(old, "reason") == reason ? Text(old, "lastUpdateTime") : Now,
            ["lastTransitionTime"] = same ? Text(old, "lastTransitionTime") : Now,
            ["reason"] = reason,
            ["message"] = message,
        };
    }
}
