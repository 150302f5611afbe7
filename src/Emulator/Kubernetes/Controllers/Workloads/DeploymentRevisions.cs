using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>A Deployment's revisions: the ReplicaSets' names, labels and the annotations kubectl reads.</summary>
internal static class DeploymentRevisions
{
    public const string Revision = "deployment.kubernetes.io/revision";
    private const string History = "deployment.kubernetes.io/revision-history";
    private const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    private const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    private const string HashLabel = "pod-template-hash";
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int HistoryLengthMax = 2000;

    private static readonly HashSet<string> NotCopied =
    [
        "kubectl.kubernetes.io/last-applied-configuration", Revision, History, DesiredReplicas, MaxReplicas,
        "deprecated.deployment.rollback.to",
    ];

    public static long RevisionOf(JsonObject set) => long.TryParse(
        Text(Child(Child(set, "metadata"), "annotations"), Revision), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        ? n : 0;

    /// <summary>Equal but for the label that tells sets apart.</summary>
    public static bool SameTemplate(JsonObject? one, JsonObject? other) =>
        SameJson.Equal(WithoutHash(one), WithoutHash(other));

    /// <summary>Ten letters that stand for a template. Not Go's own hash, whose input is a dump of Go structs.</summary>
    public static string Hash(JsonNode? template, long collisions = 0)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{template?.ToJsonString()}{collisions}"));
        return string.Concat(bytes.Take(10).Select(b => Alphabet[b % Alphabet.Length]));
    }

    public static JsonObject NewSet(JsonObject deployment, JsonArray owner, long revision, long size, long surge)
    {
        var spec = Child(deployment, "spec");
        var template = (JsonObject)(Child(spec, "template") ?? []).DeepClone();
        var hash = Hash(template, Number(Child(deployment, "status"), "collisionCount"));
        Ensure(Ensure(template, "metadata"), "labels")[HashLabel] = hash;
        var selector = (JsonObject)(Child(spec, "selector") ?? []).DeepClone();
        Ensure(selector, "matchLabels")[HashLabel] = hash;
        var set = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{Name(deployment)}-{hash}",
                ["namespace"] = Namespace(deployment),
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["ownerReferences"] = owner,
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = GoNumbers.Node(size),
                ["selector"] = selector,
                ["template"] = template,
            },
        };
        if (spec?["minReadySeconds"] is { } ready)
        {
            set["spec"]!["minReadySeconds"] = ready.DeepClone();
        }

        Annotate(set, deployment, revision, isNew: true);
        var wanted = Number(spec, "replicas", 1);
        Size(set, wanted, wanted + surge);
        return set;
    }

    /// <summary>What the set was told of the Deployment's size.</summary>
    public static void Size(JsonObject set, long wanted, long most)
    {
        var annotations = Ensure(Ensure(set, "metadata"), "annotations");
        annotations[DesiredReplicas] = wanted.ToString(CultureInfo.InvariantCulture);
        annotations[MaxReplicas] = most.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The Deployment's annotations and the revision; a set that becomes newest again remembers its old number.</summary>
    public static void Annotate(JsonObject set, JsonObject deployment, long revision, bool isNew)
    {
        var annotations = Ensure(Ensure(set, "metadata"), "annotations");
        foreach (var (name, value) in Child(Child(deployment, "metadata"), "annotations") ?? [])
        {
            if (!NotCopied.Contains(name))
            {
                annotations[name] = value?.DeepClone();
            }
        }

        var old = RevisionOf(set);
        if (old >= revision)
        {
            return;
        }

        annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
        if (!isNew && old > 0)
        {
            var history = Text(annotations, History);
            history = history.Length == 0 ? $"{old}" : $"{history},{old}";
            while (history.Length > HistoryLengthMax && history.Contains(','))
            {
                history = history[(history.IndexOf(',') + 1)..];
            }

            annotations[History] = history;
        }
    }

    private static JsonObject WithoutHash(JsonObject? template)
    {
        var copy = (JsonObject)(template ?? []).DeepClone();
        if (Child(Child(copy, "metadata"), "labels") is { } labels)
        {
            labels.Remove(HashLabel);
            if (labels.Count == 0)
            {
                copy["metadata"]!.AsObject().Remove("labels");
            }
        }

        return copy;
    }
}
