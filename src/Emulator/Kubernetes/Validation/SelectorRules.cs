using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>What is checked about a metav1.LabelSelector inside an object.</summary>
internal static class SelectorRules
{
    public static void Validate(JsonObject? selector, string path, List<FieldError> errors)
    {
        if (selector is null)
        {
            return;
        }

        foreach (var (i, expression) in ObjectFields.Items(selector, "matchExpressions"))
        {
            Expression(expression, $"{path}.matchExpressions[{i}]", errors);
        }

        ObjectMeta.Labels(selector["matchLabels"] as JsonObject, $"{path}.matchLabels", errors);
    }

    private static void Expression(JsonObject expression, string path, List<FieldError> errors)
    {
        var op = ObjectFields.Text(expression, "operator");
        var values = ObjectFields.Texts(expression, "values").ToList();
        switch (op)
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Add(FieldError.Required(
                    $"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Add(FieldError.Forbidden(
                    $"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Add(FieldError.Invalid($"{path}.operator", op, "not a valid selector operator"));
                break;
        }

        var key = ObjectFields.Text(expression, "key");
        ObjectMeta.AddAll(errors, $"{path}.key", key, Names.Qualified(key));
        for (var i = 0; i < values.Count; i++)
        {
            ObjectMeta.AddAll(errors, $"{path}.values[{i}]", values[i], Names.LabelValue(values[i]));
        }
    }

    /// <summary>Whether the selector can be used to match at all: known operators, values where they belong.</summary>
    public static bool IsUsable(JsonObject? selector)
    {
        var errors = new List<FieldError>();
        Validate(selector, "", errors);
        return errors.Count == 0;
    }

    /// <summary>Whether labels match; false for an unusable or absent selector, true for an empty one.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels)
    {
        if (selector is null || !IsUsable(selector))
        {
            return false;
        }

        foreach (var (key, value) in selector["matchLabels"] as JsonObject ?? [])
        {
            if (labels?[key] is not { } found || found.ToString() != value?.ToString())
            {
                return false;
            }
        }

        foreach (var (_, e) in ObjectFields.Items(selector, "matchExpressions"))
        {
            var has = labels is not null && labels.ContainsKey(ObjectFields.Text(e, "key"));
            var value = ObjectFields.Text(labels, ObjectFields.Text(e, "key"));
            var listed = ObjectFields.Texts(e, "values").Contains(value);
            var holds = ObjectFields.Text(e, "operator") switch
            {
                "In" => has && listed,
                "NotIn" => !has || !listed,
                "Exists" => has,
                _ => !has,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }
}
