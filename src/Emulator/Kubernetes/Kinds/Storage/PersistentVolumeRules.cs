using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Storage;

/// <summary>What is checked about a PersistentVolume: size, access, one source, and what never changes.</summary>
internal static class PersistentVolumeRules
{
    // The order in which the real server looks at the sources: the second one found is the offender.
    private static readonly string[] Sources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte",
        "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk",
        "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
    ];

    private static readonly Dictionary<string, string[]> RequiredFields = new(StringComparer.Ordinal)
    {
        ["nfs"] = ["server", "path"],
        ["iscsi"] = ["targetPortal", "iqn"],
        ["awsElasticBlockStore"] = ["volumeID"],
        ["glusterfs"] = ["endpoints", "path"],
        ["rbd"] = ["image"],
        ["azureDisk"] = ["diskName", "diskURI"],
        ["azureFile"] = ["secretName", "shareName"],
        ["vsphereVolume"] = ["volumePath"],
        ["flexVolume"] = ["driver"],
        ["cinder"] = ["volumeID"],
        ["local"] = ["path"],
        ["csi"] = ["driver", "volumeHandle"],
    };

    public static void Validate(JsonObject volume, List<FieldError> errors)
    {
        var spec = Child(volume, "spec") ?? [];
        ClaimRules.AccessModes(spec, "", errors);
        Capacity(Child(spec, "capacity"), errors);
        ValueRules.Supported(
            spec, "persistentVolumeReclaimPolicy", "spec", ["Delete", "Recycle", "Retain"], errors);
        Affinity(spec, errors);
        Source(spec, errors);
        if (Text(spec, "storageClassName") is { Length: > 0 } name)
        {
            ObjectMeta.AddAll(errors, "spec.storageClassName", name, Names.Subdomain(name));
        }

        ValueRules.Supported(spec, "volumeMode", "spec", ["Block", "Filesystem"], errors);
    }

    public static void Update(JsonObject volume, JsonObject old, List<FieldError> errors)
    {
        var (spec, before) = (Child(volume, "spec"), Child(old, "spec"));
        if (Array.Exists(Sources, s => !SameJson.Equal(spec?[s], before?[s])))
        {
            errors.Add(FieldError.Forbidden(
                "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation"));
        }

        ValueRules.Unchanged(spec, before, "volumeMode", "volumeMode", errors);
        if (before?["nodeAffinity"] is not null)
        {
            ValueRules.Unchanged(spec, before, "nodeAffinity", "nodeAffinity", errors);
        }
    }

    private static void Capacity(JsonObject? capacity, List<FieldError> errors)
    {
        if (capacity is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.capacity"));
        }

        if (capacity is not { Count: 1 } || capacity["storage"] is null)
        {
            errors.Add(FieldError.NotSupported("spec.capacity", capacity, ["storage"]));
        }

        foreach (var (name, value) in capacity ?? [])
        {
            if (Quantity.Parse(value?.ToString() ?? "", out _) is { Sign: <= 0 } size)
            {
                errors.Add(FieldError.Invalid(
                    $"spec.capacity[{name}]", size.ToString(), "must be greater than zero"));
            }
        }
    }

    private static void Affinity(JsonObject spec, List<FieldError> errors)
    {
        var affinity = Child(spec, "nodeAffinity");
        if (affinity is null)
        {
            if (Child(spec, "local") is not null)
            {
                errors.Add(FieldError.Required("spec.nodeAffinity", "Local volume requires node affinity"));
            }

            return;
        }

        if (Child(affinity, "required") is not { } required)
        {
            errors.Add(FieldError.Required(
                "spec.nodeAffinity.required", "must specify required node constraints"));
            return;
        }

        const string path = "spec.nodeAffinity.required.nodeSelectorTerms";
        if (!Items(required, "nodeSelectorTerms").Any())
        {
            errors.Add(FieldError.Required(path, "must have at least one node selector term"));
        }

        foreach (var (i, term) in Items(required, "nodeSelectorTerms"))
        {
            foreach (var (n, expression) in Items(term, "matchExpressions"))
            {
                AffinityRules.NodeExpression(expression, $"{path}[{i}].matchExpressions[{n}]", errors);
            }
        }
    }

    private static void Source(JsonObject spec, List<FieldError> errors)
    {
        var found = Sources.Where(s => spec[s] is not null).ToList();
        if (found.Count == 0)
        {
            errors.Add(FieldError.Required("spec", "must specify a volume type"));
            return;
        }

        foreach (var extra in found.Skip(1))
        {
            errors.Add(FieldError.Forbidden($"spec.{extra}", "may not specify more than 1 volume type"));
        }

        var (name, source) = (found[0], Child(spec, found[0]));
        foreach (var field in RequiredFields.GetValueOrDefault(name, []))
        {
            ValueRules.Required(source, field, $"spec.{name}", errors);
        }

        switch (name)
        {
            case "hostPath":
                VolumeRules.HostPath(source, "spec.hostPath", errors);
                if (Text(source, "path") == "/" && Text(spec, "persistentVolumeReclaimPolicy") == "Recycle")
                {
                    errors.Add(FieldError.Forbidden(
                        "spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"));
                }

                break;
            case "nfs" when Text(source, "path") is { Length: > 0 } path && !path.StartsWith('/'):
                errors.Add(FieldError.Invalid("spec.nfs.path", path, "must be an absolute path"));
                break;
            case "local":
                PathRules.NoBacksteps(Text(source, "path"), "spec.local.path", errors);
                break;
            case "csi":
                Csi(source, errors);
                break;
            case "rbd" or "cephfs" when !Texts(source, "monitors").Any():
                errors.Add(FieldError.Required($"spec.{name}.monitors"));
                break;
        }
    }

    private static void Csi(JsonObject? source, List<FieldError> errors)
    {
        var driver = Text(source, "driver");
        ObjectMeta.AddAll(errors, "spec.csi.driver", driver, Names.Subdomain(driver.ToLowerInvariant()));
        foreach (var secret in (string[])
            ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"])
        {
            if (Child(source, secret) is { } reference)
            {
                ValueRules.Required(reference, "name", $"spec.csi.{secret}", errors);
                ValueRules.Required(reference, "namespace", $"spec.csi.{secret}", errors);
            }
        }
    }
}
