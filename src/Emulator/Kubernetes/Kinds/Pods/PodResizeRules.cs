using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>A write to a Pod's <c>/resize</c>: processor and memory of its containers, within the same class.</summary>
internal static class PodResizeRules
{
    /// <summary>Takes the resources of the containers that both know; everything else stays as it was.</summary>
    public static void Take(JsonObject spec, JsonObject? wanted)
    {
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var (_, container) in Items(spec, list))
            {
                var now = Items(wanted, list).Select(c => c.Item).FirstOrDefault(c => Text(c, "name") == Text(container, "name"));
                if (now is null || (list == "initContainers" && Text(container, "restartPolicy") != "Always"))
                {
                    continue;
                }

                Keep(container, now, "resources");
                Keep(container, now, "resizePolicy");
            }
        }
    }

    public static void Validate(JsonObject pod, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(pod, "spec"), Child(old, "spec"));
        if (Text(Child(before, "os"), "name") == "windows")
        {
            errors.Clear();
            errors.Add(FieldError.Forbidden("[]", "windows pods cannot be resized"));
            return;
        }

        var was = Text(Child(old, "status"), "qosClass");
        if (PodRules.QosClass(spec) != (was.Length > 0 ? was : PodRules.QosClass(before)))
        {
            errors.Add(FieldError.Invalid("spec", was, "Pod QOS Class may not change as a result of resizing"));
        }

        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var (i, container) in Items(before, list))
            {
                var now = Items(spec, list).Select(c => c.Item).ElementAtOrDefault(i);
                Container(now, container, $"spec.{list}[{i}].resources", errors);
            }
        }
    }

    private static void Container(JsonObject? now, JsonObject was, string path, List<FieldError> errors)
    {
        var mutable = true;
        foreach (var part in (string[])["requests", "limits"])
        {
            var (amounts, before) = (Child(Child(now, "resources"), part), Child(Child(was, "resources"), part));
            if (before?.Any(p => amounts?[p.Key] is null) == true)
            {
                errors.Add(FieldError.Forbidden($"{path}.{part}", $"resource {part} cannot be removed"));
            }

            mutable &= (amounts ?? []).All(p =>
                p.Key is "cpu" or "memory" || JsonNode.DeepEquals(p.Value, before?[p.Key]));
        }

        if (!mutable)
        {
            errors.Add(FieldError.Forbidden("spec", "only cpu and memory resources are mutable"));
        }
    }
}
