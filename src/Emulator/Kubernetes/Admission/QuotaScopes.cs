using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>Whether an object falls under a quota's scopes. Only Pods and volume claims have any.</summary>
internal static class QuotaScopes
{
    public static bool Match(JsonObject quota, Kind kind, JsonObject obj)
    {
        var spec = Child(quota, "spec");
        var plain = Texts(spec, "scopes").Select(s => (Name: s, Operator: "Exists", Values: (List<string>)[]));
        var selected = Items(Child(spec, "scopeSelector"), "matchExpressions").Select(e =>
            (Name: Text(e.Item, "scopeName"), Operator: Text(e.Item, "operator"), Values: Texts(e.Item, "values").ToList()));
        var all = plain.Concat(selected).ToList();
        return all.Count == 0 || (kind.StorageKey switch
        {
            "pods" => all.TrueForAll(s => MatchPod(s.Name, s.Operator, s.Values, obj)),
            "persistentvolumeclaims" => all.TrueForAll(s => s.Name == "VolumeAttributesClass"
                && Compare(s.Operator, s.Values, Text(Child(obj, "spec"), "volumeAttributesClassName"))),
            _ => false,
        });
    }

    private static bool MatchPod(string name, string op, List<string> values, JsonObject pod)
    {
        var spec = Child(pod, "spec");
        var ends = spec?["activeDeadlineSeconds"] is not null && Number(spec, "activeDeadlineSeconds") >= 0;
        return name switch
        {
            "Terminating" => ends,
            "NotTerminating" => !ends,
            "BestEffort" => PodRules.QosClass(spec) == "BestEffort",
            "NotBestEffort" => PodRules.QosClass(spec) != "BestEffort",
            "PriorityClass" => Compare(op, values, Text(spec, "priorityClassName")),
            "CrossNamespacePodAffinity" => CrossesNamespaces(spec),
            _ => false,
        };
    }

    private static bool Compare(string op, List<string> values, string value) => op switch
    {
        "In" => values.Contains(value),
        "NotIn" => !values.Contains(value),
        "DoesNotExist" => value.Length == 0,
        _ => value.Length > 0,
    };

    private static bool CrossesNamespaces(JsonObject? spec) => new[] { "podAffinity", "podAntiAffinity" }
        .Select(f => Child(Child(spec, "affinity"), f))
        .SelectMany(a => Items(a, "requiredDuringSchedulingIgnoredDuringExecution").Select(t => t.Item)
            .Concat(Items(a, "preferredDuringSchedulingIgnoredDuringExecution").Select(t => Child(t.Item, "podAffinityTerm")!)))
        .Any(t => Texts(t, "namespaces").Any() || t?["namespaceSelector"] is not null);
}
