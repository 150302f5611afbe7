using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
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
        var schema = SchemaNode.Read(Child(Child(version, "schema"), "openAPIV3Schema") ?? []);
        foreach (var (i, field) in Items(version, "selectableFields"))
        {
            SelectableField(Text(field, "jsonPath"), schema, $"{path}[{i}].jsonPath", seen, errors);
        }

        if (seen.Count > SelectableFieldsMax)
        {
            errors.Add(new FieldError(
                path, FieldErrorType.TooMany, seen.Count, $"must have at most {SelectableFieldsMax} items"));
        }
    }

    /// <summary>The warning that clients of a deprecated version get.</summary>
    public static void Deprecation(JsonObject version, string path, List<FieldError> errors)
    {
        const int charactersMax = 256;
        if (version["deprecationWarning"] is not JsonValue)
        {
            return;
        }

        var warning = Text(version, "deprecationWarning");
        void Refuse(string detail) => errors.Add(FieldError.Invalid(path, warning, detail));
        if (!Flag(version, "deprecated"))
        {
            Refuse("can only be set for deprecated versions");
            return;
        }

        if (Encoding.UTF8.GetByteCount(warning) > charactersMax)
        {
            Refuse($"must be <= {charactersMax} characters long");
        }

        if (warning.Length == 0)
        {
            Refuse("must not be an empty string");
        }

        var at = 0;
        foreach (var rune in warning.EnumerateRunes())
        {
            if (!GoText.IsPrint(rune))
            {
                Refuse("must only contain printable UTF-8 characters; non-printable character found at index "
                    + at.ToString(CultureInfo.InvariantCulture));
                return;
            }

            at += rune.Utf8SequenceLength;
        }
    }

    private static void SelectableField(
        string jsonPath, SchemaNode schema, string at, HashSet<string> seen, List<FieldError> errors)
    {
        if (jsonPath.Length == 0)
        {
            errors.Add(FieldError.Required(at));
            return;
        }

        var found = RulePath.Find(jsonPath, schema, allowBrackets: false);
        if (found.Error is not null)
        {
            errors.Add(FieldError.Invalid(at, jsonPath, $"is an invalid path: {found.Error}"));
            return;
        }

        if (found.Root == "metadata")
        {
            errors.Add(FieldError.Invalid(at, jsonPath, "must not point to fields in metadata"));
        }

        if (found.Schema?.Type is not ("string" or "boolean" or "integer"))
        {
            errors.Add(FieldError.Invalid(
                at,
                jsonPath,
                "must point to a field of type string, boolean or integer. Enum string fields and strings with formats "
                + "are allowed."));
        }

        if (!seen.Add(found.Text))
        {
            errors.Add(FieldError.Duplicate(at, jsonPath));
        }
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
