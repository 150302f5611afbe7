using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>What is checked about a CRD version's subresources, printer columns and selectable fields.</summary>
internal static class CrdColumnRules
{
    private const string Types = "boolean,date,integer,number,string";
    private const string Formats = "byte,date,date-time,double,float,int32,int64,password";
    private const int SelectableFieldsMax = 8;

    public static void Subresources(JsonObject? subresources, string path, List<FieldError> errors)
    {
        if (Child(subresources, "scale") is not { } scale)
        {
            return;
        }

        ScalePath(scale, "specReplicasPath", ".spec", $"{path}.scale.specReplicasPath", errors);
        ScalePath(scale, "statusReplicasPath", ".status", $"{path}.scale.statusReplicasPath", errors);
        var selector = Text(scale, "labelSelectorPath");
        if (selector.Length > 0 && Simple(selector, $"{path}.scale.labelSelectorPath", errors) &&
            !Under(selector, ".spec") && !Under(selector, ".status"))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.scale.labelSelectorPath", selector, "should be a json path under either .spec or .status"));
        }
    }

    public static void Columns(JsonObject version, string path, List<FieldError> errors)
    {
        foreach (var (i, column) in Items(version, "additionalPrinterColumns"))
        {
            var at = $"{path}[{i}]";
            if (Text(column, "name").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }

            OneOf(Text(column, "type"), Types, required: true, $"{at}.type", errors);
            OneOf(Text(column, "format"), Formats, required: false, $"{at}.format", errors);
            if (Text(column, "jsonPath") is { Length: > 0 } jsonPath)
            {
                Simple(jsonPath, $"{at}.JSONPath", errors);
            }
            else
            {
                errors.Add(FieldError.Required($"{at}.JSONPath"));
            }
        }
    }

    public static void SelectableFields(JsonObject version, string path, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var schema = Child(Child(version, "schema"), "openAPIV3Schema");
        foreach (var (i, field) in Items(version, "selectableFields"))
        {
            var jsonPath = Text(field, "jsonPath");
            var at = $"{path}[{i}].jsonPath";
            if (jsonPath.Length == 0)
            {
                errors.Add(FieldError.Required(at));
            }
            else if (Invalid(jsonPath, schema) is { } problem)
            {
                errors.Add(FieldError.Invalid(at, jsonPath, problem));
            }
            else if (!seen.Add(jsonPath))
            {
                errors.Add(FieldError.Duplicate(at, jsonPath));
            }
        }

        if (seen.Count > SelectableFieldsMax)
        {
            errors.Add(new FieldError(
                path, FieldErrorType.TooMany, seen.Count, $"must have at most {SelectableFieldsMax} items"));
        }
    }

    private static string? Invalid(string path, JsonObject? schema)
    {
        const string Unknown = "is an invalid path: does not refer to a valid field";
        if (path.Contains('[', StringComparison.Ordinal) && !path.Contains("['", StringComparison.Ordinal))
        {
            return "is an invalid path: array notation is not allowed";
        }

        if (path[0] != '.')
        {
            return "is an invalid path: must start with a '.'";
        }

        var at = schema;
        var parts = path[1..].Split('.');
        foreach (var part in parts)
        {
            at = Child(Child(at, "properties"), part);
            if (at is null)
            {
                return parts[0] == "metadata" ? "must not point to fields in metadata" : Unknown;
            }
        }

        return parts[0] == "metadata"
            ? "must not point to fields in metadata"
            : Text(at, "type") is "string" or "boolean" or "integer"
            ? null
            : "must point to a field of type string, boolean or integer. Enum string fields and strings with formats " +
                "are allowed.";
    }

    private static void ScalePath(JsonObject scale, string field, string root, string path, List<FieldError> errors)
    {
        var text = Text(scale, field);
        if (text.Length == 0)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (Simple(text, path, errors) && !Under(text, root))
        {
            errors.Add(FieldError.Invalid(path, text, $"should be a json path under {root}"));
        }
    }

    private static bool Under(string path, string root) =>
        path.StartsWith(root + ".", StringComparison.Ordinal);

    private static bool Simple(string jsonPath, string path, List<FieldError> errors)
    {
        if (jsonPath[0] == '.')
        {
            return true;
        }

        errors.Add(FieldError.Invalid(path, jsonPath, "must be a simple json path starting with ."));
        return false;
    }

    private static void OneOf(string value, string list, bool required, string path, List<FieldError> errors)
    {
        if (value.Length == 0)
        {
            if (required)
            {
                errors.Add(FieldError.Required(path, $"must be one of {list}"));
            }
        }
        else if (!list.Split(',').Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldError.Invalid(path, value, $"must be one of {list}"));
        }
    }
}
