using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>fieldRef and resourceFieldRef of the environment and of downward API volumes.</summary>
internal static class FieldReferenceRules
{
    private static readonly string[] EnvFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] VolumeFields =
        ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly HashSet<string> Labels = new(StringComparer.Ordinal)
    {
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
        "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName", "status.phase", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    };

    private static readonly string[] Resources =
    [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
        "requests.memory",
    ];

    public static void Field(JsonObject reference, bool inVolume, string path, List<FieldError> errors)
    {
        var version = Text(reference, "apiVersion");
        var field = Text(reference, "fieldPath");
        if (version.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.apiVersion"));
            return;
        }

        if (field.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.fieldPath"));
            return;
        }

        var (name, subscript) = Split(field);
        if (version != "v1" || !Labels.Contains(name))
        {
            var cause = version == "v1" ? $"field label not supported: {field}" : $"unsupported pod version: {version}";
            errors.Add(FieldError.Invalid($"{path}.fieldPath", field, $"error converting fieldPath: {cause}"));
        }
        else if (subscript is not null)
        {
            Subscript(name, subscript, path, errors);
        }
        else if ((inVolume ? VolumeFields : EnvFields) is var known && !known.Contains(name))
        {
            errors.Add(FieldError.NotSupported($"{path}.fieldPath", name, known));
        }
    }

    public static void Resource(JsonObject reference, bool inVolume, string path, List<FieldError> errors)
    {
        var resource = Text(reference, "resource");
        if (inVolume && Text(reference, "containerName").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.containerName"));
        }
        else if (resource.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.resource"));
        }
        else if (!Resources.Contains(resource) && !resource.StartsWith("limits.hugepages-", StringComparison.Ordinal)
            && !resource.StartsWith("requests.hugepages-", StringComparison.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{path}.resource", resource, Resources));
        }

        Divisor(resource, Text(reference, "divisor"), path, errors);
    }

    private static (string Name, string? Subscript) Split(string field)
    {
        var open = field.IndexOf("['", StringComparison.Ordinal);
        return open > 0 && field.EndsWith("']", StringComparison.Ordinal)
            ? (field[..open], field[(open + 2)..^2])
            : (field, null);
    }

    private static void Subscript(string name, string subscript, string path, List<FieldError> errors)
    {
        switch (name)
        {
            case "metadata.annotations":
                ObjectMeta.AddAll(errors, path, subscript, Names.Qualified(subscript.ToLowerInvariant()));
                break;
            case "metadata.labels":
                ObjectMeta.AddAll(errors, path, subscript, Names.Qualified(subscript));
                break;
            default:
                errors.Add(FieldError.Invalid(path, name, "does not support subscript"));
                break;
        }
    }

    private static void Divisor(string resource, string divisor, string path, List<FieldError> errors)
    {
        if (divisor.Length == 0 || Quantity.Parse(divisor, out _) is not { Sign: not 0 } value)
        {
            return;
        }

        var kind = resource[(resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var (known, words) = kind == "cpu"
            ? (new[] { "1m", "1" }, "1m and 1")
            : (["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"],
                "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei");
        if (!known.Contains(value.ToString()) && kind is "cpu" or "memory" or "ephemeral-storage")
        {
            var named = kind == "ephemeral-storage" ? "local ephemeral storage" : kind;
            errors.Add(FieldError.Invalid(
                $"{path}.divisor", resource, $"only divisor's values {words} are supported with the {named} resource"));
        }
    }
}
