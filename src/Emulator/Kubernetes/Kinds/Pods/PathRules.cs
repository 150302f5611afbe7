using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Paths below a volume, and file modes.</summary>
internal static class PathRules
{
    private const string ModeText = "must be a number between 0 and 0777 (octal), both inclusive";

    /// <summary>Relative, and nowhere upwards.</summary>
    public static void Descending(string target, string path, List<FieldError> errors)
    {
        if (target.StartsWith('/'))
        {
            errors.Add(FieldError.Invalid(path, target, "must be a relative path"));
        }

        NoBacksteps(target, path, errors);
    }

    /// <summary>The same, and not beginning with two dots: those names are the kubelet's own.</summary>
    public static void NotReserved(string target, string path, List<FieldError> errors)
    {
        Descending(target, path, errors);
        if (target.StartsWith("..", StringComparison.Ordinal) && !target.StartsWith("../", StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid(path, target, "must not start with '..'"));
        }
    }

    public static void NoBacksteps(string target, string path, List<FieldError> errors)
    {
        if (target.Split('/').Contains("..", StringComparer.Ordinal))
        {
            errors.Add(FieldError.Invalid(path, target, "must not contain '..'"));
        }
    }

    public static void Mode(JsonObject? owner, string field, string path, List<FieldError> errors)
    {
        if (Number(owner, field) is var mode and (< 0 or > 511))
        {
            errors.Add(FieldError.Invalid($"{path}.{field}", mode, ModeText));
        }
    }

    /// <summary>The items of a Secret or ConfigMap volume.</summary>
    public static void KeyToPath(JsonObject item, string path, List<FieldError> errors)
    {
        if (Text(item, "key").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.key"));
        }

        var target = Text(item, "path");
        if (target.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.path"));
        }

        NotReserved(target, $"{path}.path", errors);
        Mode(item, "mode", path, errors);
    }
}
