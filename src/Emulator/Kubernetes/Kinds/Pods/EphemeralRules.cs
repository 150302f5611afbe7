using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>What a container that was added for debugging must do without.</summary>
internal static class EphemeralRules
{
    private const string No = "cannot be set for an Ephemeral Container";

    private static readonly string[] Refused =
    [
        "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe",
        "startupProbe", "lifecycle",
    ];

    public static void Validate(JsonObject? spec, JsonObject container, string path, List<FieldError> errors)
    {
        var target = Text(container, "targetContainerName");
        var others = Items(spec, "containers").Concat(Items(spec, "initContainers"));
        if (target.Length > 0 && !others.Any(c => Text(c.Item, "name") == target))
        {
            errors.Add(FieldError.NotFound($"{path}.targetContainerName", target));
        }

        foreach (var field in Refused)
        {
            if (container[field] is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 }))
            {
                errors.Add(FieldError.Forbidden($"{path}.{field}", No));
            }
        }

        foreach (var (i, mount) in Items(container, "volumeMounts"))
        {
            foreach (var field in (string[])["subPath", "subPathExpr"])
            {
                if (Text(mount, field).Length > 0)
                {
                    errors.Add(FieldError.Forbidden($"{path}.volumeMounts[{i}].{field}", No));
                }
            }
        }
    }
}
