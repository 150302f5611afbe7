using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>What is checked about matchConditions: names, and expressions that compile to a boolean.</summary>
internal static class MatchConditionRules
{
    private const int Max = 64;

    /// <param name="owner">The webhook or the policy's spec.</param>
    /// <param name="path">Where the conditions are.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="hasParams">True for policies with parameters.</param>
    public static void Validate(JsonObject owner, string path, List<FieldError> errors, bool hasParams = false)
    {
        var variables = AdmissionTypes.Variables(hasParams, hasAuthorizer: true);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var all = Items(owner, "matchConditions").ToList();
        if (all.Count > Max)
        {
            errors.Add(new FieldError(path, FieldErrorType.TooMany, all.Count, $"must have at most {Max} items"));
        }

        foreach (var (i, condition) in all)
        {
            var at = $"{path}[{i}]";
            var expression = Text(condition, "expression");
            if (expression.Trim().Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.expression"));
            }
            else if (AdmissionExpressions.Problem(expression.Trim(), variables) is { } problem)
            {
                errors.Add(FieldError.Invalid($"{at}.expression", expression.Trim(), problem));
            }

            var name = Text(condition, "name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
                continue;
            }

            ObjectMeta.AddAll(errors, $"{at}.name", name, Names.Qualified(name));
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{at}.name", name));
            }
        }
    }
}
