using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>The arithmetic of one Deployment and its ReplicaSets: who may grow or shrink by how much now.</summary>
internal sealed class Rollout
{
    private readonly List<JsonObject> sets;

    public Rollout(JsonObject deployment, List<JsonObject> sets)
    {
        Deployment = deployment;
        this.sets = sets;
        Sort();
    }

    public JsonObject Deployment { get; }

    /// <summary>The set of the template as it is now; null before it was made.</summary>
    public JsonObject? New { get; private set; }

    /// <summary>The others, oldest first.</summary>
    public IReadOnlyList<JsonObject> Old { get; private set; } = [];

    public string Namespace => Kinds.ObjectFields.Namespace(Deployment);

    public string Name => Kinds.ObjectFields.Name(Deployment);

    public long Wanted => Number(Spec, "replicas", 1);

    public bool Recreates => Text(Child(Spec, "strategy"), "type") == "Recreate";

    public bool HasDeadline => Spec?["progressDeadlineSeconds"] is not null
        && Number(Spec, "progressDeadlineSeconds") != int.MaxValue;

    public long Surge => Recreates ? 0 : Fenceposts().Surge;

    /// <summary>How many may be missing; all with Recreate, as the controller counts it.</summary>
    public long Unavailable => Recreates || Wanted == 0 ? 0 : Math.Min(Wanted, Fenceposts().Unavailable);

    /// <summary>The Deployment's size was changed since its living sets were last scaled.</summary>
    public bool WasResized
    {
        get
        {
            var active = sets.Where(s => Replicas(s) > 0).ToList();
            return !(Recreates && active.Count > 1) && active.Any(s => Desired(s) is { } desired && desired != Wanted);
        }
    }

    private JsonObject? Spec => Child(Deployment, "spec");

    private long Total => sets.Sum(Replicas);

    public static long Replicas(JsonObject set) => Number(Child(set, "spec"), "replicas", 1);

    /// <summary>The Deployment's size when the set was last scaled; null when it was never told.</summary>
    public static long? Desired(JsonObject set) => Annotation(set, "deployment.kubernetes.io/desired-replicas");

    /// <summary>Takes the newer state of one of the sets in.</summary>
    public void Refresh(JsonObject? set)
    {
        if (set is not null)
        {
            sets.RemoveAll(s => Kinds.ObjectFields.Name(s) == Kinds.ObjectFields.Name(set));
            sets.Add(set);
            Sort();
        }
    }

    /// <summary>How large the new set may be now.</summary>
    public long NewSize()
    {
        var mine = New is null ? 0 : Replicas(New);
        if (Recreates || mine > Wanted)
        {
            return Wanted;
        }

        var room = Wanted + Surge - Total;
        return mine == Wanted || room <= 0 ? mine : mine + Math.Min(room, Wanted - mine);
    }

    /// <summary>How large the old sets may still be: their sick Pods go first, then what availability allows.</summary>
    public IEnumerable<(JsonObject Set, long Size)> OldSizes()
    {
        var minimum = Wanted - Unavailable;
        var missing = New is null ? 0 : Replicas(New) - Available(New);
        var room = Total - minimum - missing;
        if (room <= 0 || Old.All(s => Replicas(s) == 0))
        {
            return [];
        }

        var sizes = Old.ToDictionary(s => s, Replicas);
        var cleaned = 0L;
        foreach (var set in Old)
        {
            var sick = sizes[set] - Available(set);
            if (sizes[set] > 0 && sick > 0 && cleaned < room)
            {
                var less = Math.Min(room - cleaned, sick);
                sizes[set] -= less;
                cleaned += less;
            }
        }

        var spare = Math.Max(0, sets.Sum(Available) - minimum);
        foreach (var set in Old)
        {
            var less = Math.Min(sizes[set], spare);
            sizes[set] -= less;
            spare -= less;
        }

        return sizes.Where(s => s.Value != Replicas(s.Key)).Select(s => (s.Key, s.Value)).ToList();
    }

    /// <summary>Sizes after a change of the Deployment's own: in proportion while several sets are alive.</summary>
    public IEnumerable<(JsonObject Set, long Size)> Proportions()
    {
        var active = sets.Where(s => Replicas(s) > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : New ?? (Old.Count > 0 ? Old[^1] : null);
            return only is null ? [] : [(only, Wanted)];
        }

        if (New is not null && Replicas(New) == Wanted && Available(New) == Wanted)
        {
            return Old.Where(s => Replicas(s) > 0).Select(s => (s, 0L)).ToList();
        }

        return Recreates ? [] : Shares(active);
    }

    public bool IsComplete(JsonObject? status) =>
        Number(status, "updatedReplicas") == Wanted && Number(status, "replicas") == Wanted
        && Number(status, "availableReplicas") == Wanted
        && Number(status, "observedGeneration") >= Number(Child(Deployment, "metadata"), "generation");

    /// <summary>The sum of a status field over all sets.</summary>
    public long Sum(string field) => sets.Sum(s => Number(Child(s, "status"), field));

    private List<(JsonObject Set, long Size)> Shares(List<JsonObject> active)
    {
        var allowed = Wanted > 0 ? Wanted + Surge : 0;
        var add = allowed - Total;
        // Larger first; of equal ones the newer when growing, the older when shrinking.
        active = [.. active.OrderByDescending(Replicas).ThenBy(s => (add > 0 ? -1 : 1) * Age(s))];
        var sizes = new List<(JsonObject Set, long Size)>();
        var added = 0L;
        foreach (var set in active)
        {
            var share = add == 0 ? 0 : Share(set, allowed, add - added);
            sizes.Add((set, Math.Max(0, Replicas(set) + share)));
            added += share;
        }

        if (sizes.Count > 0 && add != added)
        {
            sizes[0] = (sizes[0].Set, Math.Max(0, sizes[0].Size + add - added));
        }

        return sizes;
    }

    private long Share(JsonObject set, long allowed, long left)
    {
        if (left == 0)
        {
            return 0;
        }

        var reference = Annotation(set, "deployment.kubernetes.io/max-replicas")
            ?? Number(Child(Deployment, "status"), "replicas");
        var size = Wanted == 0 || reference == 0
            ? 0
            : (long)Math.Round((double)Replicas(set) * allowed / reference, MidpointRounding.AwayFromZero);
        var share = size - Replicas(set);
        return left > 0 ? Math.Min(share, left) : Math.Max(share, left);
    }

    // Both zero would never move: then one may be missing.
    private (long Surge, long Unavailable) Fenceposts()
    {
        var rolling = Child(Child(Spec, "strategy"), "rollingUpdate");
        var surge = Scaled(rolling?["maxSurge"], roundUp: true);
        var unavailable = Scaled(rolling?["maxUnavailable"], roundUp: false);
        return (surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    private long Scaled(JsonNode? value, bool roundUp) => value is null
        ? 0
        : IntOrString.Parse(value.ToString()).Scaled((int)Wanted, roundUp, out _) ?? 0;

    private static long Available(JsonObject set) => Number(Child(set, "status"), "availableReplicas");

    private static long Age(JsonObject set) =>
        Times.Parse(Text(Child(set, "metadata"), "creationTimestamp"))?.ToUnixTimeSeconds() ?? 0;

    private static long? Annotation(JsonObject set, string name) => long.TryParse(
        Text(Child(Child(set, "metadata"), "annotations"), name), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        ? n : null;

    private void Sort()
    {
        var template = Child(Spec, "template");
        var ordered = sets
            .OrderBy(s => Text(Child(s, "metadata"), "creationTimestamp"), StringComparer.Ordinal)
            .ThenBy(DeploymentRevisions.RevisionOf)
            .ThenBy(Kinds.ObjectFields.Name, StringComparer.Ordinal)
            .ToList();
        New = ordered.Find(s => DeploymentRevisions.SameTemplate(Child(Child(s, "spec"), "template"), template));
        Old = ordered.Where(s => s != New).ToList();
    }
}
