using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>What may be wrong with x-kubernetes-validations before the rules are compiled.</summary>
internal static class RuleTexts
{
    private static readonly string[] Reasons =
        ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Check(SchemaNode s, string path, List<FieldError> errors)
    {
        for (var i = 0; i < s.Rules.Count; i++)
        {
            Check(s, s.Rules[i], $"{path}.x-kubernetes-validations[{i}]", errors);
        }
    }

    private static void Check(SchemaNode s, JsonObject rule, string at, List<FieldError> errors)
    {
        var text = Text(rule, "rule");
        var message = Text(rule, "message");
        if (text.Trim().Length == 0)
        {
            errors.Add(FieldError.Required(at + ".rule", "rule is not specified"));
        }
        else if (message.Length > 0 && message.Trim().Length == 0)
        {
            errors.Add(FieldError.Invalid(at + ".message", message, "must be non-empty if specified"));
        }
        else if (HasBreaks(message.Trim()))
        {
            errors.Add(FieldError.Invalid(at + ".message", message, "must not contain line breaks"));
        }
        else if (HasBreaks(text.Trim()) && message.Trim().Length == 0)
        {
            errors.Add(FieldError.Required(at + ".message", "message must be specified if rule contains line breaks"));
        }

        var expression = Text(rule, "messageExpression");
        if (expression.Length > 0 && expression.Trim().Length == 0)
        {
            errors.Add(FieldError.Required(at + ".messageExpression", "messageExpression must be non-empty if specified"));
        }

        if (rule["reason"] is JsonValue && !Reasons.Contains(Text(rule, "reason")))
        {
            errors.Add(FieldError.NotSupported(at + ".reason", Text(rule, "reason"), Reasons));
        }

        var fieldPath = Text(rule, "fieldPath");
        if (fieldPath.Length == 0)
        {
            return;
        }

        if (fieldPath.Trim().Length == 0)
        {
            errors.Add(FieldError.Invalid(at + ".fieldPath", fieldPath, "must be non-empty if specified"));
        }

        if (HasBreaks(fieldPath))
        {
            errors.Add(FieldError.Invalid(at + ".fieldPath", fieldPath, "must not contain line breaks"));
        }

        // A schema that cannot be read as structural has no paths to compare with.
        if (!s.HasUnsupported && RulePath.Find(fieldPath, s).Error is not null)
        {
            errors.Add(FieldError.Invalid(at + ".fieldPath", fieldPath, "must be a valid path"));
        }
    }

    private static bool HasBreaks(string text) => text.Contains('\n');

    private static string Text(JsonObject rule, string name) =>
        rule[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
}
