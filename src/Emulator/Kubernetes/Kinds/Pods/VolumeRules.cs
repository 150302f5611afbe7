using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What is checked about a pod's volumes.</summary>
internal static class VolumeRules
{
    // The order in which the real server looks at the sources: the second one found is the offender.
    private static readonly string[] Sources =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
        "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc",
        "azureFile", "flexVolume", "configMap", "vsphereVolume", "photonPersistentDisk", "portworxVolume",
        "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ];

    /// <summary>Checks the volumes and returns their names.</summary>
    public static HashSet<string> Validate(JsonObject? spec, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, volume) in Items(spec, "volumes"))
        {
            var at = $"{path}[{i}]";
            var name = Text(volume, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }
            else
            {
                ObjectMeta.AddAll(errors, $"{at}.name", name, Names.Label(name));
                if (!names.Add(name))
                {
                    errors.Add(FieldError.Duplicate($"{at}.name", name));
                }
            }

            Source(volume, at, errors);
        }

        return names;
    }

    private static void Source(JsonObject volume, string path, List<FieldError> errors)
    {
        var found = Sources.Where(s => volume[s] is not null).ToList();
        foreach (var extra in found.Skip(1))
        {
            errors.Add(FieldError.Forbidden($"{path}.{extra}", "may not specify more than 1 volume type"));
        }

        if (found.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a volume type"));
            return;
        }

        var source = Child(volume, found[0]);
        switch (found[0])
        {
            case "secret" when Text(source, "secretName").Length == 0:
                errors.Add(FieldError.Required($"{path}.secret.secretName"));
                break;
            case "configMap" when Text(source, "name").Length == 0:
                errors.Add(FieldError.Required($"{path}.configMap.name"));
                break;
            case "persistentVolumeClaim" when Text(source, "claimName").Length == 0:
                errors.Add(FieldError.Required($"{path}.persistentVolumeClaim.claimName"));
                break;
            case "hostPath" when Text(source, "path").Length == 0:
                errors.Add(FieldError.Required($"{path}.hostPath.path"));
                break;
        }

        if (found[0] is "secret" or "configMap" or "downwardAPI")
        {
            KeyToPaths(source, $"{path}.{found[0]}", errors);
        }
    }

    private static void KeyToPaths(JsonObject? source, string path, List<FieldError> errors)
    {
        if (Number(source, "defaultMode") is var mode and (< 0 or > 511))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.defaultMode", mode, "must be a number between 0 and 0777 (octal), both inclusive"));
        }

        foreach (var (i, item) in Items(source, "items"))
        {
            var at = $"{path}.items[{i}]";
            if (!path.EndsWith(".downwardAPI", StringComparison.Ordinal) && Text(item, "key").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.key"));
            }

            var target = Text(item, "path");
            if (target.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.path"));
            }
            else if (target[0] == '/')
            {
                errors.Add(FieldError.Invalid($"{at}.path", target, "must be a relative path"));
            }
            else if (target.Split('/').Contains("..", StringComparer.Ordinal))
            {
                errors.Add(FieldError.Invalid($"{at}.path", target, "must not contain '..'"));
            }
        }
    }
}
