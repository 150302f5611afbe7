using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Where a container sees its volumes: as directories, or as devices.</summary>
internal static class MountRules
{
    private static readonly string[] Propagations = ["Bidirectional", "HostToContainer", "None"];
    private static readonly string[] ReadOnly = ["Disabled", "Enabled", "IfPossible"];

    public static void Validate(JsonObject container, string path, HashSet<string> volumes, List<FieldError> errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, mount) in Items(container, "volumeMounts"))
        {
            var at = $"{path}.volumeMounts[{i}]";
            var name = Text(mount, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }

            if (!volumes.Contains(name))
            {
                errors.Add(FieldError.NotFound($"{at}.name", name));
            }

            var target = Text(mount, "mountPath");
            if (target.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.mountPath"));
            }

            if (!paths.Add(target))
            {
                errors.Add(FieldError.Invalid($"{at}.mountPath", target, "must be unique"));
            }

            Overlap(container, "volumeDevices", "devicePath", name, target, $"{at}.name", $"{at}.mountPath", errors);
            SubPaths(mount, path, at, errors);
            Modes(container, mount, $"{path}.volumeMounts", errors);
        }
    }

    public static void Devices(
        JsonObject container, string path, HashSet<string> volumes, JsonObject? spec, List<FieldError> errors)
    {
        var (names, paths) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (i, device) in Items(container, "volumeDevices"))
        {
            var at = $"{path}.volumeDevices[{i}]";
            var (name, target) = (Text(device, "name"), Text(device, "devicePath"));
            var volume = volumes.Contains(name)
                ? Items(spec, "volumes").Select(v => v.Item).FirstOrDefault(v => Text(v, "name") == name)
                : null;
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }
            else if (!names.Add(name))
            {
                errors.Add(FieldError.Invalid($"{at}.name", name, "must be unique"));
            }

            if (volume is null)
            {
                errors.Add(FieldError.NotFound($"{at}.name", name));
            }
            else if (volume["persistentVolumeClaim"] is null && volume["ephemeral"] is null)
            {
                errors.Add(FieldError.Invalid($"{at}.name", name,
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"));
            }

            if (target.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.devicePath"));
            }

            if (paths.Contains(target))
            {
                errors.Add(FieldError.Invalid($"{at}.devicePath", target, "must be unique"));
            }

            if (target.Split('/').Contains("..", StringComparer.Ordinal))
            {
                errors.Add(FieldError.Invalid($"{at}.devicePath", target, "can not contain backsteps ('..')"));
            }
            else
            {
                paths.Add(target);
            }

            Overlap(container, "volumeMounts", "mountPath", name, target, $"{at}.name", $"{at}.devicePath", errors);
        }
    }

    private static void Overlap(
        JsonObject container, string other, string field, string name, string target, string atName, string atPath, List<FieldError> errors)
    {
        if (Items(container, other).Any(o => Text(o.Item, "name") == name))
        {
            errors.Add(FieldError.Invalid(atName, name, $"must not already exist in {other}"));
        }

        if (Items(container, other).Any(o => Text(o.Item, field) == target))
        {
            errors.Add(FieldError.Invalid(atPath, target, $"must not already exist as a path in {other}"));
        }
    }

    // Without the index, as the real server writes these two.
    private static void SubPaths(JsonObject mount, string path, string at, List<FieldError> errors)
    {
        if (Text(mount, "subPath") is { Length: > 0 } sub)
        {
            PathRules.Descending(sub, $"{path}.volumeMounts.subPath", errors);
        }

        if (Text(mount, "subPathExpr") is { Length: > 0 } expression)
        {
            if (Text(mount, "subPath").Length > 0)
            {
                errors.Add(FieldError.Invalid(
                    $"{at}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive"));
            }

            PathRules.Descending(expression, $"{path}.volumeMounts.subPathExpr", errors);
        }
    }

    private static void Modes(JsonObject container, JsonObject mount, string path, List<FieldError> errors)
    {
        var propagation = Text(mount, "mountPropagation");
        if (mount["mountPropagation"] is not null)
        {
            if (!Propagations.Contains(propagation, StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"{path}.mountPropagation", propagation, Propagations));
            }
            else if (propagation == "Bidirectional" && !Flag(Child(container, "securityContext"), "privileged"))
            {
                errors.Add(FieldError.Forbidden($"{path}.mountPropagation",
                    "Bidirectional mount propagation is available only to privileged containers"));
            }
        }

        if (mount["recursiveReadOnly"] is null)
        {
            return;
        }

        var mode = Text(mount, "recursiveReadOnly");
        if (mode is "Enabled" or "IfPossible")
        {
            if (!Flag(mount, "readOnly"))
            {
                errors.Add(FieldError.Forbidden(
                    $"{path}.recursiveReadOnly", "may only be specified when readOnly is true"));
            }

            if (propagation is not ("" or "None"))
            {
                errors.Add(FieldError.Forbidden($"{path}.recursiveReadOnly",
                    "may only be specified when mountPropagation is None or not specified"));
            }
        }
        else if (mode != "Disabled")
        {
            errors.Add(FieldError.NotSupported($"{path}.recursiveReadOnly", mode, ReadOnly));
        }
    }
}
