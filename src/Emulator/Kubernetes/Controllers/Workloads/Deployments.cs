using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// One ReplicaSet per template: the new one grows and the old ones shrink in steps within maxSurge and maxUnavailable
/// (all at once with Recreate); a pause holds it, old ones are kept for rollbacks up to the history limit. Each look
/// takes one step; the ReplicaSets' own changes bring the next.
/// </summary>
internal sealed class Deployments(KubeCore core) : Reconciler(core, "deployment-controller")
{
    public override string Name => "deployment";

    protected override string Primary => "deployments.apps";

    protected override IEnumerable<(string Namespace, string Name)> Affected(StoreEvent change) =>
        change.Table!.StorageKey switch
        {
            "deployments.apps" => [(change.Object!.Namespace, change.Object.Name)],
            "replicasets.apps" => ControllerOf(change, "Deployment"),
            // With Recreate the last old Pod's end is waited for.
            "pods" when change.Type == StoreEventType.Deleted => OwnersOfOwner(change),
            _ => [],
        };

    protected override async ValueTask ReconcileAsync(string ns, string objectName)
    {
        if (Find(Primary, ns, objectName) is not { } deployment)
        {
            return;
        }

        var sets = await Claims.ClaimAsync(
            Client, Client.Kind("apps/v1", "ReplicaSet"), deployment, Child(Child(deployment, "spec"), "selector"))
            .ConfigureAwait(false);
        sets.RemoveAll(PodReadiness.IsGoing);
        await TellPauseAsync(deployment).ConfigureAwait(false);
        deployment = Find(Primary, ns, objectName) ?? deployment;
        var rollout = new Rollout(deployment, sets);
        if (Flag(Child(deployment, "spec"), "paused"))
        {
            await AdvanceRevisionAsync(rollout, create: false).ConfigureAwait(false);
            await SettleAsync(rollout).ConfigureAwait(false);
            await TrimAsync(rollout).ConfigureAwait(false);
        }
        else if (rollout.WasResized)
        {
            // The size was changed: that comes first, in proportion.
            await AdvanceRevisionAsync(rollout, create: false).ConfigureAwait(false);
            await SettleAsync(rollout).ConfigureAwait(false);
        }
        else
        {
            await RollAsync(rollout).ConfigureAwait(false);
        }

        await ReportAsync(ns, objectName, rollout).ConfigureAwait(false);
    }

    private async ValueTask RollAsync(Rollout rollout)
    {
        if (rollout.Recreates)
        {
            var old = rollout.Old.Where(s => Rollout.Replicas(s) > 0).ToList();
            foreach (var set in old)
            {
                await ScaleAsync(rollout, set, 0).ConfigureAwait(false);
            }

            if (old.Count > 0 || rollout.Old.Any(s => OwnedBy("pods", rollout.Namespace, Uid(s)).Any(p => !PodReadiness.IsOver(p)))
                || StillGoing(rollout))
            {
                return;
            }

            await AdvanceRevisionAsync(rollout, create: true).ConfigureAwait(false);
            await ScaleAsync(rollout, rollout.New, rollout.Wanted).ConfigureAwait(false);
        }
        else
        {
            await AdvanceRevisionAsync(rollout, create: true).ConfigureAwait(false);
            if (rollout.New is null || await ScaleAsync(rollout, rollout.New, rollout.NewSize()).ConfigureAwait(false))
            {
                return;
            }

            var shrunk = false;
            foreach (var (set, size) in rollout.OldSizes())
            {
                shrunk |= await ScaleAsync(rollout, set, size).ConfigureAwait(false);
            }

            if (shrunk)
            {
                return;
            }
        }

        if (rollout.IsComplete(Child(rollout.Deployment, "status")))
        {
            await TrimAsync(rollout).ConfigureAwait(false);
        }
    }

    private bool StillGoing(Rollout rollout) => rollout.Old.Any(s =>
        ObjectReads.InNamespace(Core.Store.Table("pods"), rollout.Namespace)
            .Any(p => p.Head.OwnerUids.Contains(Uid(s)) && !PodReadiness.IsOver(p.Parse())));

    /// <summary>Scales without rolling: to the wanted size, in proportion while several sets are alive.</summary>
    private async ValueTask SettleAsync(Rollout rollout)
    {
        foreach (var (set, size) in rollout.Proportions())
        {
            await ScaleAsync(rollout, set, size).ConfigureAwait(false);
        }
    }

    /// <summary>Finds or makes the newest set, and keeps the revision numbers that kubectl's history shows.</summary>
    private async ValueTask AdvanceRevisionAsync(Rollout rollout, bool create)
    {
        var kind = Client.Kind("apps/v1", "ReplicaSet");
        var deployment = rollout.Deployment;
        var revision = rollout.Old.Select(DeploymentRevisions.RevisionOf).DefaultIfEmpty(0).Max() + 1;
        if (rollout.New is { } there)
        {
            await Client.UpdateAsync(kind, rollout.Namespace, ObjectFields.Name(there), set =>
            {
                DeploymentRevisions.Annotate(set, deployment, revision, isNew: false);
                SetReadyTime(Ensure(set, "spec"), Child(deployment, "spec"));
                return true;
            }).ConfigureAwait(false);
            rollout.Refresh(Find("replicasets.apps", rollout.Namespace, ObjectFields.Name(there)));
        }
        else if (create)
        {
            var made = DeploymentRevisions.NewSet(deployment, Owner(deployment), revision, rollout.NewSize(), rollout.Surge);
            var name = ObjectFields.Name(made);
            try
            {
                if (!await Client.CreateAsync(kind, made).ConfigureAwait(false))
                {
                    await CollideAsync(rollout, name).ConfigureAwait(false);
                    return;
                }
            }
            catch (KubeException e)
            {
                await WriteConditionAsync(deployment, "Progressing", "False", "ReplicaSetCreateError",
                    $"Failed to create new replica set \"{name}\": {e.Message}").ConfigureAwait(false);
                throw;
            }

            rollout.Refresh(Find("replicasets.apps", rollout.Namespace, name));
            if (rollout.New is { } set && Rollout.Replicas(set) is > 0 and var size)
            {
                Events.Record(deployment, "Normal", "ScalingReplicaSet", $"Scaled up replica set {name} from 0 to {size}");
            }

            if (rollout.HasDeadline)
            {
                await WriteConditionAsync(deployment, "Progressing", "True", "NewReplicaSetCreated",
                    $"Created new replica set \"{name}\"").ConfigureAwait(false);
            }
        }

        if (rollout.New is { } current)
        {
            var number = $"{DeploymentRevisions.RevisionOf(current)}";
            await Client.UpdateAsync(Client.Kind("apps/v1", "Deployment"), rollout.Namespace, rollout.Name, d =>
            {
                Ensure(Ensure(d, "metadata"), "annotations")[DeploymentRevisions.Revision] = number;
                return true;
            }).ConfigureAwait(false);
        }
    }

    // Another's set has the name: the next try takes another hash.
    private async ValueTask CollideAsync(Rollout rollout, string name)
    {
        if (Core.Find("replicasets.apps", rollout.Namespace, name) is { } there
            && !there.Head.OwnerUids.Contains(Uid(rollout.Deployment)))
        {
            await Client.UpdateAsync(Client.Kind("apps/v1", "Deployment"), rollout.Namespace, rollout.Name, d =>
            {
                var status = Ensure(d, "status");
                status["collisionCount"] = GoNumbers.Node(Number(status, "collisionCount") + 1);
                return true;
            }, "status").ConfigureAwait(false);
        }
    }

    private static void SetReadyTime(JsonObject spec, JsonObject? from)
    {
        if (from?["minReadySeconds"] is { } wanted)
        {
            spec["minReadySeconds"] = wanted.DeepClone();
        }
        else
        {
            spec.Remove("minReadySeconds");
        }
    }

    /// <summary>Sets a set's size and what it was told to be part of; true when the size changed.</summary>
    private async ValueTask<bool> ScaleAsync(Rollout rollout, JsonObject? set, long size)
    {
        if (set is null)
        {
            return false;
        }

        var before = Rollout.Replicas(set);
        await Client.UpdateAsync(Client.Kind("apps/v1", "ReplicaSet"), rollout.Namespace, ObjectFields.Name(set), current =>
        {
            DeploymentRevisions.Size(current, rollout.Wanted, rollout.Wanted + rollout.Surge);
            Ensure(current, "spec")["replicas"] = GoNumbers.Node(size);
            return true;
        }).ConfigureAwait(false);
        rollout.Refresh(Find("replicasets.apps", rollout.Namespace, ObjectFields.Name(set)));
        if (before == size)
        {
            return false;
        }

        Events.Record(rollout.Deployment, "Normal", "ScalingReplicaSet",
            $"Scaled {(size > before ? "up" : "down")} replica set {ObjectFields.Name(set)} from {before} to {size}");
        return true;
    }

    /// <summary>Drops old sets without Pods beyond the history limit, oldest first.</summary>
    private async ValueTask TrimAsync(Rollout rollout)
    {
        if (Child(rollout.Deployment, "spec")?["revisionHistoryLimit"] is null)
        {
            return;
        }

        var limit = Number(Child(rollout.Deployment, "spec"), "revisionHistoryLimit");
        var old = rollout.Old.OrderBy(DeploymentRevisions.RevisionOf).ToList();
        foreach (var set in old.Take((int)Math.Max(0, old.Count - limit)))
        {
            if (Rollout.Replicas(set) == 0 && Number(Child(set, "status"), "replicas") == 0
                && Core.Find("replicasets.apps", rollout.Namespace, ObjectFields.Name(set)) is { } stored)
            {
                await Client.DeleteAsync(Client.Kind("apps/v1", "ReplicaSet"), stored).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask TellPauseAsync(JsonObject deployment)
    {
        var paused = Flag(Child(deployment, "spec"), "paused");
        var progressing = StatusConditions.Find(Child(deployment, "status"), "Progressing");
        var reason = Text(progressing, "reason");
        if (Child(deployment, "spec")?["progressDeadlineSeconds"] is null || reason == "ProgressDeadlineExceeded")
        {
            return;
        }

        if (paused && reason != "DeploymentPaused")
        {
            await WriteConditionAsync(deployment, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
                .ConfigureAwait(false);
        }
        else if (!paused && reason == "DeploymentPaused")
        {
            await WriteConditionAsync(deployment, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")
                .ConfigureAwait(false);
        }
    }

    private async ValueTask WriteConditionAsync(JsonObject deployment, string type, string value, string reason, string message) =>
        await Client.UpdateAsync(
            Client.Kind("apps/v1", "Deployment"), Namespace(deployment), ObjectFields.Name(deployment), current =>
            {
                StatusConditions.Set(Ensure(current, "status"), type, value, reason, message, Now, "lastUpdateTime");
                return true;
            }, "status").ConfigureAwait(false);

    private async ValueTask ReportAsync(string ns, string objectName, Rollout rollout)
    {
        if (Find(Primary, ns, objectName) is not { } deployment)
        {
            return;
        }

        var sets = OwnedBy("replicasets.apps", ns, Uid(deployment));
        var status = DeploymentStatus.Make(deployment, new Rollout(deployment, sets), Core.Now, out var deadline);
        await WriteStatusAsync(Client.Kind("apps/v1", "Deployment"), deployment, status).ConfigureAwait(false);
        if (deadline is { } due && !Flag(Child(deployment, "spec"), "paused"))
        {
            LookAgain(ns, objectName, due - Core.Now + TimeSpan.FromSeconds(1));
        }
    }

    private IEnumerable<(string Namespace, string Name)> OwnersOfOwner(StoreEvent change) =>
        ControllerOf(change, "ReplicaSet")
            .Select(s => Core.Find("replicasets.apps", s.Namespace, s.Name))
            .OfType<StoredObject>()
            .SelectMany(s => Items(Child(s.Parse(), "metadata"), "ownerReferences")
                .Where(o => Text(o.Item, "kind") == "Deployment")
                .Select(o => (s.Namespace, Text(o.Item, "name"))));
}
