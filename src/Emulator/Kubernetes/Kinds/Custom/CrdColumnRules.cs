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
            else
            {
                SelectableField(jsonPath, schema, at, seen, errors);
            }
        }

        if (seen.Count > SelectableFieldsMax)
        {
            errors.Add(new FieldError(
                path, FieldErrorType.TooMany, seen.Count, $"must have at most {SelectableFieldsMax} items"));
        }
    }

    private static void SelectableField(
        string jsonPath, JsonObject? schema, string at, HashSet<string> seen, List<FieldError> errors)
    {
        if (Follow(jsonPath, schema, out var found) is { } problem)
        {
            errors.Add(FieldError.Invalid(at, jsonPath, "is an invalid path: " + problem));
            return;
        }

        if (jsonPath.StartsWith(".metadata", StringComparison.Ordinal) && jsonPath.AsSpan(9) is [] or ['.', ..])
        {
            errors.Add(FieldError.Invalid(at, jsonPath, "must not point to fields in metadata"));
        }

        if (Text(found, "type") is not ("string" or "boolean" or "integer"))
        {
            errors.Add(FieldError.Invalid(
                at,
                jsonPath,
                "must point to a field of type string, boolean or integer. Enum string fields and strings with " +
                "formats are allowed."));
        }

        if (!seen.Add(jsonPath))
        {
            errors.Add(FieldError.Duplicate(at, jsonPath));
        }
    }

    /// <summary>Follows a path of names through a schema; what is wrong with it, or null.</summary>
    private static string? Follow(string path, JsonObject? schema, out JsonObject? found)
    {
        found = schema;
        for (var i = 0; i < path.Length;)
        {
            var next = path.IndexOfAny(['.', '[', ']'], i + 1);
            var end = next < 0 ? path.Length : next;
            if (path[i] == '[')
            {
                return "array notation is not allowed";
            }

            if (path[i] != '.')
            {
                return $"expected [ or . but got: {path[i..end]}";
            }

            if (++i == path.Length)
            {
                return "unexpected end of JSON path";
            }

            // A delimiter right behind the dot is taken for a name, as the real scanner takes it.
            end = path[i] is '.' or '[' or ']' ? i + 1 : end;
            found = found?["properties"] is JsonObject properties
                ? Child(properties, path[i..end])
                : Child(found, "additionalProperties");
            if (found is null)
            {
                return "does not refer to a valid field";
            }

            i = end;
        }

        return null;
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
