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
        var now = Munged(spec, before);
        if (Items(before, "schedulingGates").Any())
        {
            GatedPodRules.Check(now, before, errors);
        }

        if (JsonNode.DeepEquals(now, before))
        {
            return;
        }

        var difference = GoDiff.Of(InternalForm.PodSpec(before), InternalForm.PodSpec(now));
        if (difference.Length > 0)
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`," +
                "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to " +
                "existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was " +
                "previously negative)\n" + difference));
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
                    path, $"existing ephemeral containers {FieldError.Quote(name)} may not be changed\n"
                        + GoDiff.Of(InternalForm.EphemeralContainer(was), InternalForm.EphemeralContainer(container))));
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

    /// <summary>The new spec with what may change as it was.</summary>
    private static JsonObject Munged(JsonObject given, JsonObject before)
    {
        var spec = given.DeepClone().AsObject();
        foreach (var list in new[] { "containers", "initContainers" })
        {
            foreach (var ((_, container), (_, was)) in Items(spec, list).Zip(Items(before, list)))
            {
                container["image"] = was["image"]?.DeepClone();
            }
        }

        foreach (var field in Free)
        {
            Put(spec, field, before[field]);
        }

        const string grace = "terminationGracePeriodSeconds";
        if (before[grace] is not null && Number(before, grace) < 0 && spec[grace] is not null && Number(spec, grace) == 1)
        {
            Put(spec, grace, before[grace]);
        }

        return spec;
    }

    /// <summary>Sets a field to a copy of a value, or takes it away.</summary>
    internal static void Put(JsonObject obj, string field, JsonNode? value)
    {
        if (value is null)
        {
            obj.Remove(field);
        }
        else
        {
            obj[field] = value.DeepClone();
        }
    }
}
