using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>A container's own restart policy, and its rules for exit codes, in the words of 1.36.</summary>
internal static class RestartRules
{
    private const int RulesMax = 20;
    private const int CodesMax = 255;
    private static readonly string[] Policies = ["Always", "Never", "OnFailure"];
    private static readonly string[] Actions = ["Restart", "RestartAllContainers"];
    private static readonly string[] Operators = ["In", "NotIn"];

    public static void Validate(JsonObject container, string path, List<FieldError> errors)
    {
        var rules = Items(container, "restartPolicyRules").ToList();
        if (container["restartPolicy"] is not null)
        {
            Known(Text(container, "restartPolicy"), Policies, $"{path}.restartPolicy", errors);
        }
        else if (rules.Count > 0)
        {
            errors.Add(FieldError.Required($"{path}.restartPolicy", "must specify restartPolicy when restart rules are used"));
        }

        Few(rules.Count, RulesMax, $"{path}.restartPolicyRules", errors);
        foreach (var (i, rule) in rules)
        {
            var at = $"{path}.restartPolicyRules[{i}]";
            Known(Text(rule, "action"), Actions, $"{at}.action", errors);
            if (Child(rule, "exitCodes") is not { } codes)
            {
                errors.Add(FieldError.Required($"{at}.exitCodes", "must be specified"));
                continue;
            }

            Known(Text(codes, "operator"), Operators, $"{at}.exitCodes.operator", errors);
            Few((codes["values"] as JsonArray)?.Count ?? 0, CodesMax, $"{at}.exitCodes.values", errors);
        }
    }

    private static void Known(string value, string[] known, string path, List<FieldError> errors)
    {
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path, value, known));
        }
    }

    private static void Few(int count, int most, string path, List<FieldError> errors)
    {
        if (count > most)
        {
            errors.Add(new FieldError(path, FieldErrorType.TooMany, count, $"must have at most {most} items"));
        }
    }
}
