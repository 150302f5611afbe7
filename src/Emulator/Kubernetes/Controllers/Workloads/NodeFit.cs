using System.Globalization;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// Whether a Pod may be on a node: name, nodeSelector, required node affinity, taints. Not looked at: resources, ports,
/// affinity between Pods, topology.
/// </summary>
internal static class NodeFit
{
    /// <summary>Null when it may; else the scheduler's words.</summary>
    public static string? Objection(JsonObject podSpec, JsonObject node)
    {
        if (Text(podSpec, "nodeName") is { Length: > 0 } wanted && wanted != Name(node))
        {
            return "node(s) didn't match the requested node name";
        }

        var labels = Child(Child(node, "metadata"), "labels");
        foreach (var (key, value) in Child(podSpec, "nodeSelector") ?? [])
        {
            if (labels?[key]?.ToString() != value?.ToString())
            {
                return "node(s) didn't match Pod's node affinity/selector";
            }
        }

        var required = Child(Child(Child(podSpec, "affinity"), "nodeAffinity"), "requiredDuringSchedulingIgnoredDuringExecution");
        if (required is not null && !Items(required, "nodeSelectorTerms").Any(t => Matches(t.Item, node)))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        if (Flag(Child(node, "spec"), "unschedulable") && !Tolerates(
            podSpec, new JsonObject { ["key"] = "node.kubernetes.io/unschedulable", ["effect"] = "NoSchedule" }))
        {
            return "node(s) were unschedulable";
        }

        foreach (var (_, taint) in Items(Child(node, "spec"), "taints"))
        {
            if (Text(taint, "effect") is "NoSchedule" or "NoExecute" && !Tolerates(podSpec, taint))
            {
                return "node(s) had untolerated taint {" + Text(taint, "key") + ": " + Text(taint, "value") + "}";
            }
        }

        return null;
    }

    public static bool Tolerates(JsonObject podSpec, JsonObject taint) => Items(podSpec, "tolerations").Any(t =>
        (Text(t.Item, "effect").Length == 0 || Text(t.Item, "effect") == Text(taint, "effect"))
        && (Text(t.Item, "key") == Text(taint, "key") || (Text(t.Item, "key").Length == 0 && Text(t.Item, "operator") == "Exists"))
        && (Text(t.Item, "operator") == "Exists" || Text(t.Item, "value") == Text(taint, "value")));

    private static bool Matches(JsonObject term, JsonObject node)
    {
        var labels = Child(Child(node, "metadata"), "labels");
        var expressions = Items(term, "matchExpressions").ToList();
        var fields = Items(term, "matchFields").ToList();
        return expressions.Count + fields.Count > 0
            && expressions.TrueForAll(e => Holds(e.Item, labels?[Text(e.Item, "key")]?.ToString()))
            && fields.TrueForAll(f => Text(f.Item, "key") == "metadata.name" && Holds(f.Item, Name(node)));
    }

    private static bool Holds(JsonObject expression, string? value)
    {
        var listed = Texts(expression, "values").ToList();
        return Text(expression, "operator") switch
        {
            "In" => value is not null && listed.Contains(value),
            "NotIn" => value is null || !listed.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Compare(value, listed) > 0,
            "Lt" => Compare(value, listed) < 0,
            _ => false,
        };
    }

    private static int Compare(string? value, List<string> listed) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var have)
        && listed.Count == 1
        && long.TryParse(listed[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
            ? have.CompareTo(limit) : 0;
}
