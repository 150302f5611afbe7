using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>A Pod that waits behind scheduling gates may still be told more about where to go, and nothing less.</summary>
internal static class GatedPodRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";

    /// <summary>Checks what was added, and takes it out of the new spec again, as it is no forbidden change.</summary>
    public static void Check(JsonObject now, JsonObject before, List<FieldError> errors)
    {
        var (selector, was) = (Child(now, "nodeSelector"), Child(before, "nodeSelector"));
        foreach (var (key, value) in was ?? [])
        {
            if (!JsonNode.DeepEquals(selector?[key], value))
            {
                errors.Add(FieldError.Invalid(
                    "spec.nodeSelector", selector, "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
                break;
            }
        }

        PodUpdateRules.Put(now, "nodeSelector", was);
        Affinity(now, before, errors);
    }

    private static void Affinity(JsonObject now, JsonObject before, List<FieldError> errors)
    {
        var (affinity, had) = (Child(now, "affinity"), Child(before, "affinity"));
        var (node, was) = (Child(affinity, "nodeAffinity"), Child(had, "nodeAffinity"));
        if (JsonNode.DeepEquals(node, was))
        {
            return;
        }

        if (was is not null)
        {
            Terms(node, was, errors);
        }

        if (affinity is null)
        {
            now["affinity"] = new JsonObject { ["nodeAffinity"] = was!.DeepClone() };
        }
        else if (had is null && affinity["podAffinity"] is null && affinity["podAntiAffinity"] is null)
        {
            now.Remove("affinity");
        }
        else
        {
            PodUpdateRules.Put(affinity, "nodeAffinity", was);
        }
    }

    private static void Terms(JsonObject? node, JsonObject was, List<FieldError> errors)
    {
        const string path = $"spec.affinity.nodeAffinity.{Required}.nodeSelectorTerms";
        var now = Items(Child(node, Required), "nodeSelectorTerms").Select(t => t.Item).ToList();
        var then = Items(Child(was, Required), "nodeSelectorTerms").Select(t => t.Item).ToList();
        if (then.Count == 0)
        {
            return;
        }

        if (now.Count != then.Count)
        {
            var shown = new JsonArray([.. now.Select(t => InternalForm.Of("NodeSelectorTerm", t))]);
            errors.Add(FieldError.Invalid(
                path, shown.Count > 0 ? shown : null, "no additions/deletions to non-empty NodeSelectorTerms list are allowed"));
            return;
        }

        for (var i = 0; i < then.Count; i++)
        {
            if (!OnlyAdds(now[i], then[i]))
            {
                errors.Add(FieldError.Invalid(
                    $"{path}[{i}]",
                    InternalForm.Of("NodeSelectorTerm", now[i]),
                    "only additions are allowed (no mutations or deletions)"));
            }
        }
    }

    /// <summary>An empty term matches nothing: adding to it would widen what the Pod may go to.</summary>
    private static bool OnlyAdds(JsonObject now, JsonObject then)
    {
        string[] lists = ["matchExpressions", "matchFields"];
        return lists.All(l => !Items(then, l).Any())
            ? lists.All(l => !Items(now, l).Any())
            : lists.All(l => StartsWith(Items(now, l).ToList(), Items(then, l).ToList()));
    }

    private static bool StartsWith(List<(int Index, JsonObject Item)> now, List<(int Index, JsonObject Item)> then) =>
        now.Count >= then.Count && then.Zip(now).All(p => JsonNode.DeepEquals(p.First.Item, p.Second.Item));
}
