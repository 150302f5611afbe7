using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Storage;

/// <summary>What is checked about a PersistentVolumeClaim, and what of it never changes.</summary>
internal static class ClaimRules
{
    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public static void Validate(JsonObject claim, List<FieldError> errors)
    {
        var spec = Child(claim, "spec") ?? [];
        AccessModes(spec, "at least 1 access mode is required", errors);
        SelectorRules.Validate(Child(spec, "selector"), "spec.selector", errors);
        var wanted = Child(Child(spec, "resources"), "requests")?["storage"];
        if (wanted is null)
        {
            errors.Add(FieldError.Required("spec.resources[storage]"));
        }
        else if (Quantity.Parse(wanted.ToString(), out _) is { Sign: <= 0 } size)
        {
            errors.Add(FieldError.Invalid(
                "spec.resources[storage]", size.ToString(), "must be greater than zero"));
        }

        if (Text(spec, "storageClassName") is { Length: > 0 } name)
        {
            ObjectMeta.AddAll(errors, "spec.storageClassName", name, Names.Subdomain(name));
        }

        ValueRules.Supported(spec, "volumeMode", "spec", ["Block", "Filesystem"], errors);
        if (Child(spec, "dataSource") is { } source)
        {
            ValueRules.Required(source, "kind", "spec.dataSource", errors);
            ValueRules.Required(source, "name", "spec.dataSource", errors);
            if (Text(source, "apiGroup").Length == 0
                && Text(source, "kind") is var kind and not "PersistentVolumeClaim")
            {
                errors.Add(FieldError.Invalid(
                    "spec.dataSource",
                    kind,
                    "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
            }
        }
    }

    public static void Update(JsonObject claim, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(claim, "spec"), Child(old, "spec"));
        var bound = Text(Child(old, "status"), "phase") == "Bound";
        var (now, then) = Munged(spec ?? [], before ?? [], bound);
        if (!SameJson.Equal(now, then))
        {
            const string type = "PersistentVolumeClaimSpec";
            errors.Add(FieldError.Forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for " +
                "bound claims\n" + GoDiff.Of(InternalForm.Of(type, then), InternalForm.Of(type, now))));
        }

        // A growth that failed may be taken back, down to what is there.
        var there = Quantity.Parse(Text(Child(Child(old, "status"), "capacity"), "storage"), out _);
        if (Requested(spec) is { } size && Requested(before) is { } was && size.CompareTo(was) < 0
            && there is { } capacity && size.CompareTo(capacity) <= 0)
        {
            errors.Add(FieldError.Forbidden(
                "spec.resources.requests.storage", "field can not be less than status.capacity"));
        }

        ValueRules.Unchanged(spec, before, "volumeMode", "volumeMode", errors);
    }

    public static void Status(JsonObject claim, List<FieldError> errors)
    {
        var status = Child(claim, "status");
        foreach (var (name, value) in Child(status, "capacity") ?? [])
        {
            if (Quantity.Parse(value?.ToString() ?? "", out _) is { Sign: < 0 } size)
            {
                errors.Add(FieldError.Invalid(
                    $"status.capacity[{name}]", size.ToString(), "must be greater than or equal to 0"));
            }
        }
    }

    public static void AccessModes(JsonObject spec, string detail, List<FieldError> errors)
    {
        var modes = Texts(spec, "accessModes").ToList();
        if (modes.Count == 0)
        {
            errors.Add(FieldError.Required("spec.accessModes", detail));
        }

        foreach (var mode in modes.Where(m => !Modes.Contains(m)))
        {
            errors.Add(FieldError.NotSupported("spec.accessModes", mode, Modes));
        }

        if (modes.Contains("ReadWriteOncePod") && modes.Exists(m => m is not "ReadWriteOncePod" && Modes.Contains(m)))
        {
            errors.Add(FieldError.Forbidden(
                "spec.accessModes", "may not use ReadWriteOncePod with other access modes"));
        }
    }

    // A volume may be named once, a class given once; the size may grow when bound.
    private static (JsonObject Now, JsonObject Then) Munged(JsonObject spec, JsonObject before, bool bound)
    {
        var (now, then) = (spec.DeepClone().AsObject(), before.DeepClone().AsObject());
        if (Text(before, "volumeName").Length == 0)
        {
            PodUpdateRules.Put(then, "volumeName", spec["volumeName"]);
        }

        if (before["storageClassName"] is null)
        {
            now.Remove("storageClassName");
        }

        if (bound)
        {
            if (Child(Child(now, "resources"), "requests") is { } requests)
            {
                PodUpdateRules.Put(requests, "storage", Child(Child(before, "resources"), "requests")?["storage"]);
            }

            PodUpdateRules.Put(now, "volumeAttributesClassName", before["volumeAttributesClassName"]);
        }

        return (now, then);
    }

    private static Quantity? Requested(JsonObject? spec) =>
        Quantity.Parse(Text(Child(Child(spec, "resources"), "requests"), "storage"), out _);
}
