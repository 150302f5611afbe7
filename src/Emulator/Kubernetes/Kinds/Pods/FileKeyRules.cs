using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Variables whose values stand in a file that another container has written into an emptyDir.</summary>
internal static class FileKeyRules
{
    public static void Validate(JsonObject reference, string path, List<FieldError> errors)
    {
        var key = Text(reference, "key");
        if (key.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.key"));
        }
        else
        {
            ObjectMeta.AddAll(errors, $"{path}.key", key, Names.EnvVar(key));
        }

        var volume = Text(reference, "volumeName");
        if (volume.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.volumeName"));
        }
        else
        {
            ObjectMeta.AddAll(errors, $"{path}.volumeName", volume, Names.Label(volume));
        }

        var file = Text(reference, "path");
        if (file.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.path"));
        }
        else
        {
            PathRules.NoBacksteps(file, $"{path}.path", errors);
        }
    }

    /// <summary>The volumes that such variables name are there, and are emptyDirs.</summary>
    public static void Volumes(JsonObject? spec, string path, List<FieldError> errors)
    {
        var volumes = Items(spec, "volumes").Select(v => v.Item).ToList();
        foreach (var (list, i, container) in PodDefaults.Containers(spec))
        {
            foreach (var (n, env) in Items(container, "env"))
            {
                var name = Text(Child(Child(env, "valueFrom"), "fileKeyRef"), "volumeName");
                if (name.Length == 0)
                {
                    continue;
                }

                var at = $"{path}.{list}[{i}].env[{n}].valueFrom.fileKeyRef.volumeName";
                if (volumes.Find(v => Text(v, "name") == name) is not { } volume)
                {
                    errors.Add(FieldError.NotFound(at, name));
                }
                else if (volume["emptyDir"] is null)
                {
                    errors.Add(FieldError.Invalid(at, name, "referenced volume must be of type emptyDir"));
                }
            }
        }
    }
}
