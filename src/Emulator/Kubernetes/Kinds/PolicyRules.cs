using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Defaults and checks of admission policies and their bindings.</summary>
internal static class PolicyRules
{
    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ];

    private static readonly string[] Actions = ["Audit", "Deny", "Warn"];
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];

    public static void DefaultPolicy(JsonObject policy, bool hasStatus = false)
    {
        var spec = Ensure(policy, "spec");
        ObjectFields.Default(spec, "failurePolicy", "Fail");
        DefaultMatch(Child(spec, "matchConstraints"));
        if (hasStatus)
        {
            ObjectFields.Default(policy, "status", new JsonObject());
        }
    }

    public static void DefaultBinding(JsonObject binding)
    {
        var spec = Ensure(binding, "spec");
        DefaultMatch(Child(spec, "matchResources"));
    }

    public static void ValidatePolicy(JsonObject policy, List<FieldError> errors)
    {
        var spec = Child(policy, "spec");
        Shared(spec, errors);
        MatchConditionRules.Validate(spec ?? [], "spec.matchConditions", errors, spec?["paramKind"] is not null);
        var variables = Variables(spec, errors);
        Validations(spec, variables, errors);
        AuditAnnotations(spec, Name(policy), variables, errors);
    }

    /// <summary>What validating and mutating policies have in common, match conditions apart.</summary>
    public static void Shared(JsonObject? spec, List<FieldError> errors)
    {
        if (Child(spec, "paramKind") is { } paramKind)
        {
            PolicyParams.Kind(paramKind, errors);
        }

        if (Child(spec, "matchConstraints") is { } match)
        {
            if (!Items(match, "resourceRules").Any())
            {
                errors.Add(FieldError.Required("spec.matchConstraints.resourceRules"));
            }

            Match(match, "spec.matchConstraints", errors);
        }
        else
        {
            errors.Add(FieldError.Required("spec.matchConstraints"));
        }

        if (Text(spec, "failurePolicy") is var failure and not ("Fail" or "Ignore"))
        {
            errors.Add(FieldError.NotSupported("spec.failurePolicy", failure, ["Fail", "Ignore"]));
        }
    }

    public static void ValidateBinding(JsonObject binding, List<FieldError> errors)
    {
        var spec = Child(binding, "spec");
        SharedBinding(spec, errors);
        var actions = Texts(spec, "validationActions").ToList();
        if (actions.Count == 0)
        {
            errors.Add(FieldError.Required("spec.validationActions", "at least one validation action is required"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            if (!Actions.Contains(actions[i], StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"spec.validationActions[{i}]", actions[i], Actions));
            }

            if (!seen.Add(actions[i]))
            {
                errors.Add(FieldError.Duplicate($"spec.validationActions[{i}]", actions[i]));
            }
        }

        if (seen.Contains("Deny") && seen.Contains("Warn"))
        {
            errors.Add(FieldError.Invalid(
                "spec.validationActions",
                spec!["validationActions"],
                "must not contain both Deny and Warn (repeating the same validation failure information in the API " +
                "response and headers serves no purpose)"));
        }
    }

    public static void SharedBinding(JsonObject? spec, List<FieldError> errors)
    {
        if (Text(spec, "policyName") is not { Length: > 0 } policy)
        {
            errors.Add(FieldError.Required("spec.policyName"));
        }
        else
        {
            ObjectMeta.AddAll(errors, "spec.policyName", policy, Names.Subdomain(policy));
        }

        if (Child(spec, "paramRef") is { } paramRef)
        {
            PolicyParams.Reference(paramRef, errors);
        }

        if (Child(spec, "matchResources") is { } match)
        {
            // The word lacks a letter in the real server.
            Match(match, "spec.matchResouces", errors);
        }
    }

    private static void DefaultMatch(JsonObject? match)
    {
        if (match is null)
        {
            return;
        }

        ObjectFields.Default(match, "matchPolicy", "Equivalent");
        ObjectFields.Default(match, "namespaceSelector", new JsonObject());
        ObjectFields.Default(match, "objectSelector", new JsonObject());
        foreach (var list in (string[])["resourceRules", "excludeResourceRules"])
        {
            foreach (var (_, rule) in Items(match, list))
            {
                ObjectFields.Default(rule, "scope", "*");
            }
        }
    }

    private static void Match(JsonObject match, string path, List<FieldError> errors)
    {
        SelectorRules.Validate(Child(match, "namespaceSelector"), $"{path}.namespaceSelector", errors);
        SelectorRules.Validate(Child(match, "objectSelector"), $"{path}.objectSelector", errors);
        foreach (var list in (string[])["resourceRules", "excludeResourceRules"])
        {
            foreach (var (i, rule) in Items(match, list))
            {
                AdmissionRuleRules.Names(rule, $"{path}.{list}[{i}].resourceNames", errors);
                AdmissionRuleRules.Validate(rule, $"{path}.{list}[{i}]", errors);
            }
        }

        if (Text(match, "matchPolicy") is { Length: > 0 } policy && policy is not ("Equivalent" or "Exact"))
        {
            errors.Add(FieldError.NotSupported($"{path}.matchPolicy", policy, ["Equivalent", "Exact"]));
        }
    }

    /// <summary>Checks a policy's variables and returns what its other expressions may read.</summary>
    public static Dictionary<string, CelType> Variables(JsonObject? spec, List<FieldError> errors)
    {
        var known = AdmissionTypes.Variables(spec?["paramKind"] is not null, hasAuthorizer: true);
        var own = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var (i, variable) in Items(spec, "variables"))
        {
            // Each sees those before it; without any the word itself is unknown.
            known["variables"] = AdmissionTypes.Composed(own);
            var (name, expression) = (Text(variable, "name"), Text(variable, "expression"));
            if (name.Trim().Length == 0)
            {
                errors.Add(FieldError.Required($"spec.variables[{i}].name", "name is not specified"));
            }
            else if (!IsIdentifier(name))
            {
                errors.Add(FieldError.Invalid($"spec.variables[{i}].name", name, "name is not a valid CEL identifier"));
            }

            if (expression.Trim().Length == 0)
            {
                errors.Add(FieldError.Required($"spec.variables[{i}].expression", "expression is not specified"));
            }
            else if (AdmissionExpressions.TypeOf(expression, known, out var problem) is { } type)
            {
                own[name] = type;
            }
            else
            {
                errors.Add(FieldError.Invalid($"spec.variables[{i}].expression", expression, problem!));
            }
        }

        return known;
    }

    private static bool IsIdentifier(string name) => (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Reserved.Contains(name);

    private static void AuditAnnotations(
        JsonObject? spec, string policy, Dictionary<string, CelType> variables, List<FieldError> errors)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, annotation) in Items(spec, "auditAnnotations"))
        {
            var path = $"spec.auditAnnotations[{i}]";
            var (key, expression) = (Text(annotation, "key"), Text(annotation, "valueExpression"));
            ObjectMeta.AddAll(errors, $"{path}.key", $"{policy}/{key}", Names.Qualified($"{policy}/{key}"));
            if (!keys.Add(key))
            {
                errors.Add(FieldError.Duplicate($"{path}.key", key));
            }

            if (expression.Trim().Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.valueExpression", "valueExpression is not specified"));
            }
            else if (AdmissionExpressions.Problem(expression.Trim(), variables, CelKind.String, CelKind.Null) is { } problem)
            {
                errors.Add(FieldError.Invalid($"{path}.valueExpression", expression, problem));
            }
        }
    }

    private static void Validations(JsonObject? spec, Dictionary<string, CelType> variables, List<FieldError> errors)
    {
        var ofMessages = new Dictionary<string, CelType>(variables, StringComparer.Ordinal);
        ofMessages.Remove("authorizer");
        var validations = Items(spec, "validations").ToList();
        if (validations.Count == 0 && !Items(spec, "auditAnnotations").Any())
        {
            const string Text = "validations or auditAnnotations must contain at least one item";
            errors.Add(FieldError.Required("spec.validations", Text));
            errors.Add(FieldError.Required("spec.auditAnnotations", Text));
        }

        foreach (var (i, validation) in validations)
        {
            var path = $"spec.validations[{i}]";
            var expression = Text(validation, "expression");
            if (expression.Trim().Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.expression", "expression is not specified"));
            }
            else if (AdmissionExpressions.Problem(expression, variables) is { } problem)
            {
                errors.Add(FieldError.Invalid($"{path}.expression", expression, problem));
            }

            if (Text(validation, "messageExpression") is { Length: > 0 } dynamic)
            {
                if (dynamic.Trim().Length == 0)
                {
                    errors.Add(FieldError.Invalid(
                        $"{path}.messageExpression", dynamic, "must be non-empty if specified"));
                }
                else if (AdmissionExpressions.Problem(dynamic, ofMessages, CelKind.String) is { } fault)
                {
                    errors.Add(FieldError.Invalid($"{path}.messageExpression", dynamic, fault));
                }
            }

            var message = Text(validation, "message");
            if (message.Length > 0 && message.Trim().Length == 0)
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.message", message, "message must be non-empty if specified"));
            }
            else if (message.Trim().AsSpan().IndexOfAny('\n', '\r') >= 0)
            {
                errors.Add(FieldError.Invalid($"{path}.message", message, "message must not contain line breaks"));
            }

            if (Text(validation, "reason") is { Length: > 0 } reason &&
                !Reasons.Contains(reason, StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"{path}.reason", reason, Reasons));
            }
        }
    }
}
