using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
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

    private static readonly string[] HostPathTypes =
    [
        "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
    ];

    /// <summary>Checks the volumes and returns the names of those that are sound: only they can be mounted.</summary>
    public static HashSet<string> Validate(JsonObject? spec, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, volume) in Items(spec, "volumes"))
        {
            var at = $"{path}[{i}]";
            var name = Text(volume, "name");
            var before = errors.Count;
            Source(volume, at, errors);
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }
            else
            {
                ObjectMeta.AddAll(errors, $"{at}.name", name, Names.Label(name));
            }

            if (names.Contains(name))
            {
                errors.Add(FieldError.Duplicate($"{at}.name", name));
            }

            if (errors.Count == before)
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static void Source(JsonObject volume, string path, List<FieldError> errors)
    {
        var found = Sources.Where(s => volume[s] is not null).ToList();
        if (found.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a volume type"));
            return;
        }

        foreach (var extra in found.Skip(1))
        {
            errors.Add(FieldError.Forbidden($"{path}.{extra}", "may not specify more than 1 volume type"));
        }

        var (source, at) = (Child(volume, found[0]), $"{path}.{found[0]}");
        switch (found[0])
        {
            case "emptyDir" when Quantity.Parse(Text(source, "sizeLimit"), out _) is { Sign: < 0 }:
                errors.Add(FieldError.Forbidden($"{at}.sizeLimit", "SizeLimit field must be a valid resource quantity"));
                break;
            case "secret":
                Keys(source, "secretName", at, errors);
                break;
            case "configMap":
                Keys(source, "name", at, errors);
                break;
            case "persistentVolumeClaim":
                Require(source, "claimName", at, errors);
                break;
            case "hostPath":
                HostPath(source, at, errors);
                break;
            case "downwardAPI":
                PathRules.Mode(source, "defaultMode", at, errors);
                Downward(source, at, errors);
                break;
            case "projected":
                PathRules.Mode(source, "defaultMode", at, errors);
                Projected(source, at, errors);
                break;
            case "nfs":
                Require(source, "server", at, errors);
                Require(source, "path", at, errors);
                break;
            case "csi":
                Require(source, "driver", at, errors);
                break;
        }
    }

    private static void Require(JsonObject? source, string field, string path, List<FieldError> errors)
    {
        if (Text(source, field).Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.{field}"));
        }
    }

    private static void Keys(JsonObject? source, string nameField, string path, List<FieldError> errors)
    {
        Require(source, nameField, path, errors);
        PathRules.Mode(source, "defaultMode", path, errors);
        foreach (var (i, item) in Items(source, "items"))
        {
            PathRules.KeyToPath(item, $"{path}.items[{i}]", errors);
        }
    }

    public static void HostPath(JsonObject? source, string path, List<FieldError> errors)
    {
        if (Text(source, "path").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.path"));
            return;
        }

        PathRules.NoBacksteps(Text(source, "path"), $"{path}.path", errors);
        if (!HostPathTypes.Contains(Text(source, "type")))
        {
            errors.Add(FieldError.NotSupported($"{path}.type", Text(source, "type"), HostPathTypes));
        }
    }

    private static void Downward(JsonObject? source, string path, List<FieldError> errors)
    {
        foreach (var (i, file) in Items(source, "items"))
        {
            var at = $"{path}.items[{i}]";
            Require(file, "path", at, errors);
            PathRules.NotReserved(Text(file, "path"), $"{at}.path", errors);
            if (Child(file, "fieldRef") is { } field)
            {
                FieldReferenceRules.Field(field, inVolume: true, $"{at}.fieldRef", errors);
                if (file["resourceFieldRef"] is not null)
                {
                    errors.Add(FieldError.Invalid(
                        at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
                }
            }
            else if (Child(file, "resourceFieldRef") is { } resource)
            {
                FieldReferenceRules.Resource(resource, inVolume: true, $"{at}.resourceFieldRef", errors);
            }
            else
            {
                errors.Add(FieldError.Required(at, "one of fieldRef and resourceFieldRef is required"));
            }

            PathRules.Mode(file, "mode", at, errors);
        }
    }

    private static void Projected(JsonObject? projection, string path, List<FieldError> errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, source) in Items(projection, "sources"))
        {
            var at = $"{path}.sources[{i}]";
            var found = ((string[])["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"])
                .Where(s => source[s] is not null).ToList();
            if (found.Count == 0)
            {
                errors.Add(FieldError.Required(at, "must specify a volume type"));
                continue;
            }

            foreach (var extra in found.Skip(1))
            {
                errors.Add(FieldError.Forbidden($"{at}.{extra}", "may not specify more than 1 volume type"));
            }

            var part = Child(source, found[0]);
            Projection(found[0], part, $"{at}.{found[0]}", path, errors);
            var targets = found[0] == "serviceAccountToken"
                ? [Text(part, "path")]
                : Items(part, "items").Select(p => Text(p.Item, "path"));
            foreach (var target in targets.Where(t => t.Length > 0 && !paths.Add(t)))
            {
                var shown = found[0] is "secret" or "configMap" ? Text(part, "name") : target;
                errors.Add(FieldError.Invalid(path, shown, "conflicting duplicate paths"));
            }
        }
    }

    private static void Projection(string kind, JsonObject? part, string at, string whole, List<FieldError> errors)
    {
        switch (kind)
        {
            case "secret" or "configMap":
                Require(part, "name", at, errors);
                foreach (var (n, item) in Items(part, "items"))
                {
                    PathRules.KeyToPath(item, $"{at}.items[{n}]", errors);
                }

                break;
            case "downwardAPI":
                Downward(part, at, errors);
                break;
            case "serviceAccountToken":
                if (part?["expirationSeconds"] is not null && Number(part, "expirationSeconds") is var seconds)
                {
                    if (seconds < 600)
                    {
                        errors.Add(FieldError.Invalid(
                            $"{at}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"));
                    }
                    else if (seconds > 1L << 32)
                    {
                        errors.Add(FieldError.Invalid(
                            $"{at}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"));
                    }
                }

                Require(part, "path", at, errors);
                PathRules.NotReserved(Text(part, "path"), $"{whole}.path", errors);
                break;
        }
    }
}
