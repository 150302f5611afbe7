using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What may change in a live Pod: images, a shorter deadline, more tolerations, fewer gates.</summary>
internal static class PodUpdateRules
{
    private static readonly string[] Free = ["activeDeadlineSeconds", "tolerations", "schedulingGates"];

    public static void Update(JsonObject pod, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(pod, "spec") ?? [], Child(old, "spec") ?? []);
        Mirror(pod, old, errors);
        // Each of these ends the check, as it does in the real server.
        if (Containers(spec, before, "containers", errors) || Containers(spec, before, "initContainers", errors)
            || Deadline(spec, before, errors))
        {
            return;
        }

        Tolerations(spec, before, errors);
        Gates(spec, before, errors);
        var (now, then) = (Neutral(spec), Neutral(before));
        if (Items(before, "schedulingGates").Any())
        {
            NodeSelector(now, then, errors);
        }

        if (!JsonNode.DeepEquals(now, then))
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`," +
                "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to " +
                "existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was " +
                "previously negative)\n" + Difference(now, then)));
        }
    }

    /// <summary>The annotation of a static Pod's mirror is the kubelet's alone.</summary>
    public static void Mirror(JsonObject pod, JsonObject old, List<FieldError> errors)
    {
        const string key = "kubernetes.io/config.mirror";
        var annotations = Child(Child(pod, "metadata"), "annotations");
        var (value, was) = (annotations?[key], Child(Child(old, "metadata"), "annotations")?[key]);
        if (was is not null && !JsonNode.DeepEquals(value, was))
        {
            errors.Add(FieldError.Forbidden($"metadata.annotations[{key}]", "may not remove or update mirror pod annotation"));
        }
        else if (was is null && value is not null)
        {
            errors.Add(FieldError.Forbidden($"metadata.annotations[{key}]", "may not add mirror pod annotation"));
        }
    }

    /// <summary>Debugging containers may be added, never changed or taken away.</summary>
    public static void EphemeralContainers(JsonObject pod, JsonObject old, List<FieldError> errors)
    {
        const string path = "spec.ephemeralContainers";
        var now = Items(Child(pod, "spec"), "ephemeralContainers").Select(c => c.Item)
            .GroupBy(c => Text(c, "name"), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        foreach (var (_, was) in Items(Child(old, "spec"), "ephemeralContainers"))
        {
            var name = Text(was, "name");
            if (!now.TryGetValue(name, out var container))
            {
                errors.Add(FieldError.Forbidden(
                    path, $"existing ephemeral containers {FieldError.Quote(name)} may not be removed\n"));
            }
            else if (!JsonNode.DeepEquals(container, was))
            {
                errors.Add(FieldError.Forbidden(
                    path, $"existing ephemeral containers {FieldError.Quote(name)} may not be changed\n" + Difference(container, was)));
            }
        }
    }

    private static bool Containers(JsonObject spec, JsonObject before, string list, List<FieldError> errors)
    {
        var containers = Items(spec, list).ToList();
        if (containers.Count != Items(before, list).Count())
        {
            errors.Add(FieldError.Forbidden($"spec.{list}", "pod updates may not add or remove containers"));
            return true;
        }

        foreach (var (i, container) in containers)
        {
            var image = Text(container, "image");
            if (image.Length == 0)
            {
                errors.Add(FieldError.Required($"spec.{list}[{i}].image"));
            }

            if (image.Trim() != image)
            {
                errors.Add(FieldError.Invalid(
                    $"spec.{list}[{i}].image", image, "must not have leading or trailing whitespace"));
            }
        }

        return false;
    }

    private static bool Deadline(JsonObject spec, JsonObject before, List<FieldError> errors)
    {
        const string path = "spec.activeDeadlineSeconds";
        var was = before["activeDeadlineSeconds"] is null ? (long?)null : Number(before, "activeDeadlineSeconds");
        if (spec["activeDeadlineSeconds"] is null)
        {
            if (was is not null)
            {
                errors.Add(FieldError.Invalid(path, null, "must not update from a positive integer to nil value"));
            }

            return false;
        }

        var now = Number(spec, "activeDeadlineSeconds");
        if (now is < 0 or > int.MaxValue)
        {
            errors.Add(FieldError.Invalid(path, now, "must be between 0 and 2147483647, inclusive"));
            return true;
        }

        if (was < now)
        {
            errors.Add(FieldError.Invalid(path, now, "must be less than or equal to previous value"));
            return true;
        }

        return false;
    }

    /// <summary>Only their seconds may change, and the new list is looked at once more.</summary>
    private static void Tolerations(JsonObject spec, JsonObject before, List<FieldError> errors)
    {
        var now = Items(spec, "tolerations").Select(t => WithoutSeconds(t.Item)).ToList();
        foreach (var (_, was) in Items(before, "tolerations"))
        {
            var plain = WithoutSeconds(was);
            if (!now.Exists(t => JsonNode.DeepEquals(t, plain)))
            {
                errors.Add(FieldError.Forbidden(
                    "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
                return;
            }
        }

        foreach (var (i, toleration) in Items(spec, "tolerations"))
        {
            SchedulingRules.Toleration(toleration, $"spec.tolerations[{i}]", errors);
        }
    }

    private static JsonObject WithoutSeconds(JsonObject toleration)
    {
        var plain = toleration.DeepClone().AsObject();
        plain.Remove("tolerationSeconds");
        return plain;
    }

    private static void Gates(JsonObject spec, JsonObject before, List<FieldError> errors)
    {
        var known = Items(before, "schedulingGates").Select(g => Text(g.Item, "name")).ToHashSet(StringComparer.Ordinal);
        foreach (var (i, gate) in Items(spec, "schedulingGates"))
        {
            if (!known.Contains(Text(gate, "name")))
            {
                errors.Add(FieldError.Forbidden(
                    $"spec.schedulingGates[{i}].name",
                    $"only deletion is allowed, but found new scheduling gate '{Text(gate, "name")}'"));
            }
        }
    }

    /// <summary>A gated Pod may still be told more about where to go.</summary>
    private static void NodeSelector(JsonObject now, JsonObject then, List<FieldError> errors)
    {
        var (selector, was) = (Child(now, "nodeSelector"), Child(then, "nodeSelector"));
        foreach (var (key, value) in was ?? [])
        {
            if (!JsonNode.DeepEquals(selector?[key], value))
            {
                errors.Add(FieldError.Invalid("spec.nodeSelector", selector,
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
                break;
            }
        }

        now.Remove("nodeSelector");
        then.Remove("nodeSelector");
    }

    private static JsonObject Neutral(JsonObject given)
    {
        var spec = given.DeepClone().AsObject();
        foreach (var (list, _, container) in PodDefaults.Containers(spec))
        {
            if (list != "ephemeralContainers")
            {
                container["image"] = "";
            }
        }

        foreach (var field in Free)
        {
            spec.Remove(field);
        }

        return spec;
    }

    // Go's cmp.Diff is not imitated: the names of the fields that differ stand in its place.
    private static string Difference(JsonObject now, JsonObject then)
    {
        var fields = now.Select(p => p.Key).Union(then.Select(p => p.Key), StringComparer.Ordinal)
            .Where(k => !JsonNode.DeepEquals(now[k], then[k]))
            .Order(StringComparer.Ordinal);
        return string.Join("\n", fields.Select(f => $"  spec.{f}"));
    }
}
